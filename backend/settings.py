"""What the web process is told: where to listen, which hosts to answer, where the page lies."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_HERE = Path(__file__).resolve().parent
# A wheel brings the page inside this package; a checkout has it where the page is built.
_INSTALLED_PAGE, _CHECKED_OUT_PAGE = _HERE / "built_page", _HERE.parent / "frontend" / "dist"
BUILT_PAGE = _INSTALLED_PAGE if _INSTALLED_PAGE.is_dir() else _CHECKED_OUT_PAGE
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class WebSettings(BaseSettings):
    """Settings of the web process, from `BRANCHPOINT_*`.

    Attributes:
        host: Address to listen on. Beyond loopback an account and a public address are needed.
        port: Port to listen on.
        public_url: Where people reach this server, such as https://branchpoint.example.org.
        proxies: Addresses of the reverse proxies whose X-Forwarded headers are believed.
        allowed_hosts: Names answered beside the loopback names, without port.
        page: Folder of the built page.
        poll_seconds: How often the live feed looks for changes.
        session_days: How long a browser stays signed in.
        connections: Connections of clients at once; fewer where the system allows fewer files.
        log_reads: Whether the log names successful reads too, one by one.
        token_sha256: Hash of an API token that is good as long as this process runs.
    """

    model_config = SettingsConfigDict(env_prefix="BRANCHPOINT_", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(8710, ge=0, le=65_535)
    public_url: str = Field("", pattern=r"^(https?://[A-Za-z0-9.\-]+(:\d{1,5})?/?)?$")
    proxies: Annotated[tuple[str, ...], NoDecode] = ()
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    page: Path = BUILT_PAGE
    poll_seconds: float = Field(0.2, gt=0, le=60)
    session_days: int = Field(30, ge=1, le=365)
    connections: int = Field(1_000, ge=1, le=50_000)
    log_reads: bool = False
    token_sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")

    @field_validator("allowed_hosts", "proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def answered_hosts(self) -> frozenset[str]:
        """Every host name that a request may carry, lower case, without port."""
        public = urlsplit(self.public_url).hostname or ""
        names = (*LOOPBACK_NAMES, *self.allowed_hosts, public)
        return frozenset(name.lower() for name in names if name)

    @property
    def public_place(self) -> str:
        """Host and port of the public address, as an Origin names them; empty without one."""
        return urlsplit(self.public_url).netloc.lower()

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS, so that cookies need never go without."""
        return self.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """Name of the session cookie. Two instances on one host would share one without a port."""
        return f"branchpoint_session_{self.port}"
