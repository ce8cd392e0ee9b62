"""Where the data lies: one folder by default, other places by two addresses."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_FILE = "branchpoint.db"


class DatabaseSettings(BaseSettings):
    """Settings of the store, from `BRANCHPOINT_DATA`, `_DATABASE_URL` and `_ARTIFACTS_URL`.

    Attributes:
        data: Folder of the instance: the SQLite file, artifacts and logs.
        database_url: An SQLAlchemy address; empty is a SQLite file in `data`. It may hold a
            password, so it is never printed.
        artifacts_url: Any fsspec address; empty is a folder in `data`.
    """

    model_config = SettingsConfigDict(env_prefix="BRANCHPOINT_", frozen=True, extra="forbid")

    data: Path = Path("data")
    database_url: SecretStr | None = None
    artifacts_url: str = Field("", max_length=1_000)

    @property
    def url(self) -> str:
        """The database's address, password included."""
        if self.database_url is not None and self.database_url.get_secret_value():
            return _with_driver(self.database_url.get_secret_value())
        return f"sqlite:///{self.data.resolve() / DATABASE_FILE}"

    @property
    def artifacts(self) -> str:
        """The artifact store's address, without a slash at its end."""
        return (self.artifacts_url or str(self.data.resolve() / "artifacts")).rstrip("/")


def _with_driver(url: str) -> str:
    """PostgreSQL addresses as people write them, with the driver that is installed."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
