"""A real provider of OpenID Connect, and an app whose accounts sign in by it."""

import pytest

from tests.backend.access.providing import providing
from tests.backend.access.signing_in import set_up


@pytest.fixture
def provider():
    with providing() as provider:
        yield provider


@pytest.fixture
def api(database_settings, runner, tmp_path, provider):
    api = set_up(database_settings, runner, tmp_path, provider.issuer)
    yield api
    api.database.dispose()


@pytest.fixture
def quick_api(sqlite_settings, runner, tmp_path, provider):
    api = set_up(sqlite_settings, runner, tmp_path, provider.issuer)
    yield api
    api.database.dispose()
