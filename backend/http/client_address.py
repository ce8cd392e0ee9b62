"""Where a request came from."""

from starlette.requests import Request


def address_of(request: Request) -> str:
    """The network address that a request came from."""
    return request.client.host if request.client is not None else ""
