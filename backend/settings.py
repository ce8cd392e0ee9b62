"""What the web process is told: where to listen, which hosts to answer, where the page lies."""

import re
import ssl
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.spec.refused_settings import of_form

SIGN_UP_RULE = re.compile(r"(email|domain|group):[^=]+=(viewer|editor|admin)")
LogFormat = Literal["text", "json"]

_HERE = Path(__file__).resolve().parent
# A wheel brings the page inside this package; a checkout has it where the page is built.
_INSTALLED_PAGE, _CHECKED_OUT_PAGE = _HERE / "built_page", _HERE.parent / "frontend" / "dist"
BUILT_PAGE = _INSTALLED_PAGE if _INSTALLED_PAGE.is_dir() else _CHECKED_OUT_PAGE
Links = Literal["allowed", "expiring", "forbidden"]
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
# No part of the path begins with a dot, so none leads elsewhere.
PUBLIC_URL = r"^(https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[A-Za-z0-9_~\-][A-Za-z0-9._~\-]*)*/?)?$"


class WebSettings(BaseSettings):
    """Settings of the web process, from `BRANCHPOINT_*`.

    Attributes:
        host: Address to listen on. Beyond loopback an account and a public address are needed.
        port: Port to listen on.
        public_url: Where people reach this server, such as https://branchpoint.example.org, or
            https://example.org/branchpoint where it shares the name with others.
        proxies: Addresses or networks of reverse proxies whose X-Forwarded headers are believed.
        tls_cert: File of the certificate (PEM), with the ones between; without it no TLS.
        tls_key: File of the certificate's private key (PEM, without a password).
        allowed_hosts: Names answered beside the loopback names, without port.
        page: Folder of the built page.
        poll_seconds: How often the live feed looks for changes.
        session_days: How long a browser stays signed in.
        connections: Connections of clients at once; fewer where the system allows fewer files.
        oidc_issuer: Address of an OpenID Connect provider by which people may sign in.
        oidc_client_id: What this server is called there.
        oidc_client_secret: Its secret there; empty for a public client.
        oidc_name: What the provider is called on the page.
        oidc_sign_up: Who gets an account by it, and as what: `domain:example.org=viewer`,
            `group:lab=editor`, `email:ada@example.org=admin`. The most of what fits.
        log_format: How the log is written: `text` for people, `json` for programs.
        log_reads: Whether the log names successful reads too, one by one.
        share_links: Which share links there may be: `allowed`, `expiring` (each with an end) or
            `forbidden`. It holds for links that were made before, too.
        token_sha256: Hash of an API token that is good as long as this process runs.
    """

    model_config = SettingsConfigDict(env_prefix="BRANCHPOINT_", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(8710, ge=0, le=65_535)
    public_url: Annotated[str, of_form(PUBLIC_URL, "an address as https://example.org/path")] = ""
    proxies: Annotated[tuple[str, ...], NoDecode] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = Field(None, validate_default=True)
    oidc_issuer: str = Field("", max_length=300)
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = Field("your organisation", min_length=1, max_length=60)
    oidc_sign_up: Annotated[tuple[str, ...], NoDecode] = ()
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    page: Path = BUILT_PAGE
    poll_seconds: float = Field(0.05, gt=0, le=60)
    session_days: int = Field(30, ge=1, le=365)
    connections: int = Field(1_000, ge=1, le=50_000)
    log_format: LogFormat = "text"
    log_reads: bool = False
    share_links: Links = "allowed"
    token_sha256: Annotated[str, of_form(r"^([0-9a-f]{64})?$", "64 of the digits 0-9 and a-f")] = ""

    @field_validator("allowed_hosts", "proxies", "oidc_sign_up", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("proxies")
    @classmethod
    def _named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                ip_network(each)
            except ValueError as error:
                raise ValueError(f"{each!r} is no address or network, as 10.0.0.5") from error
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _by_tls(cls, value: str) -> str:
        asked = urlsplit(value)
        if value and asked.scheme != "https" and asked.hostname not in LOOPBACK_NAMES:
            raise ValueError("an address that begins with https://")
        return value

    @field_validator("oidc_sign_up")
    @classmethod
    def _rules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if not SIGN_UP_RULE.fullmatch(each):
                raise ValueError(f"{each!r} is no rule, as domain:example.org=viewer")
        return value

    @field_validator("tls_key")
    @classmethod
    def _goes_with_certificate(cls, key: Path | None, info: ValidationInfo) -> Path | None:
        certificate: Path | None = info.data.get("tls_cert")
        if certificate is None and key is None:
            return None
        if certificate is None or key is None:
            raise ValueError("a certificate and its key belong together (tls_cert, tls_key)")
        try:
            # A key with a password would ask for it on the terminal.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, lambda: "")
        except OSError as error:
            raise ValueError(f"they cannot be used together with {certificate}: {error}") from error
        return key

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
    def base_path(self) -> str:
        """The path below the host name, as `/branchpoint`; empty where the name is its own."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def has_tls(self) -> bool:
        """Whether this process does TLS itself."""
        return self.tls_cert is not None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS, so that cookies need never go without."""
        return self.has_tls or self.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """Name of the session cookie. Two instances on one host would share one without a port.

        Behind a proxy it is the proxy's, so that several processes know the same.
        """
        public = urlsplit(self.public_url)
        ports = {"https": 443, "http": 80}
        port = public.port or ports[public.scheme] if public.scheme else self.port
        return f"branchpoint_session_{port}"
