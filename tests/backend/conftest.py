"""The app under test: requests in process, through httpx's ASGI transport."""

import asyncio

import httpx
import pytest


@pytest.fixture(scope="session")
def runner():
    """One event loop for all requests."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def send(runner):
    """Send one request to an app."""

    def send(app, method, path, **request):
        async def exchange():
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **request)

        return runner.run(exchange())

    return send
