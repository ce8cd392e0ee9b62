"""Where the data lies: one folder by default, other places by two addresses."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DATABASE_FILE = "branchpoint.db"
DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})
# Addresses that name a path, where others name a bucket or a host first.
OF_FOLDERS = frozenset({"file", "local"})


class DatabaseSettings(BaseSettings):
    """Settings of the store, from `BRANCHPOINT_DATA`, `_DATABASE_URL` and the like.

    Attributes:
        data: Folder of the instance: the SQLite file, artifacts and logs.
        database_url: An SQLAlchemy address; empty is a SQLite file in `data`. It may hold a
            password, so it is never printed.
        artifacts_url: Any fsspec address; empty is a folder in `data`.
        database_connections: Connections to the database that a process may have at once. They
            are opened as they are needed; all processes together must stay below what PostgreSQL
            allows (`max_connections`).
        connection_wait_seconds: How long work waits for one of them to be free before it is
            refused.
        statement_seconds: A statement of PostgreSQL that takes longer is ended, and what asked for
            it is told to come back; 0 is no limit. Migrations have none.
    """

    model_config = SettingsConfigDict(
        env_prefix="BRANCHPOINT_",
        frozen=True,
        extra="forbid",
        # An error that nobody expected would print the address with its password.
        hide_input_in_errors=True,
    )

    data: Path = Path("data")
    database_url: SecretStr | None = None
    artifacts_url: str = Field("", max_length=1_000)
    # At least what the lanes of a web process can take at once: `backend/http/lanes.py`.
    database_connections: int = Field(25, ge=20, le=1_000)
    connection_wait_seconds: float = Field(10.0, gt=0, le=600)
    statement_seconds: float = Field(60.0, ge=0, le=86_400)

    @field_validator("database_url")
    @classmethod
    def _of_a_known_kind(cls, address: SecretStr | None) -> SecretStr | None:
        if address is None or not address.get_secret_value():
            return address
        try:
            driver = make_url(_with_driver(address.get_secret_value())).drivername
        except (ArgumentError, ValueError):
            driver = ""
        if driver not in DRIVERS:
            # The cause would show the address.
            raise ValueError(
                "allowed: an address as postgresql://USER:PASSWORD@HOST/NAME or sqlite:////FILE"
            ) from None
        return address

    @field_validator("artifacts_url")
    @classmethod
    def _names_a_place(cls, address: str) -> str:
        scheme, is_address, place = address.partition("://")
        named = place.strip("/") if scheme in OF_FOLDERS else place.split("/")[0]
        if is_address and not named.strip():
            raise ValueError(
                f"allowed: behind {scheme}:// a place, as s3://BUCKET/FOLDER or file:///FOLDER"
            )
        return address

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
