"""Accounts, invitations, tokens and what was done, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from backend.passwords import LONGEST, SHORTEST
from backend.roles import Role
from backend.schemas import Ask, AskQuery, Limit, Line, Moment, Name, RowNumber, Shown, View

Login = Annotated[
    Line,
    Field(
        min_length=2,
        max_length=120,
        pattern=r"^[\w.@+-]+$",
        description="An e-mail address or a short name; small and capital letters are the same.",
    ),
]
Password = Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]
# Of another page's making; a wrong one is only wrong.
GivenPassword = Annotated[SecretStr, Field(max_length=LONGEST)]
GivenToken = Annotated[SecretStr, Field(max_length=100)]


class SignInOffer(View):
    """How a browser may sign in here."""

    accounts: bool = Field(description="With a login and a password.")
    provider: str | None = Field(description="By which provider too; null for none.")


class ProviderStart(Ask):
    """Where somebody was who begins to sign in by the provider."""

    page: Annotated[
        str,
        Field(
            max_length=1_000,
            pattern=r"^/([!-.0-\[\]-~][!-~]*)?$",
            description="The path of the page to come back to.",
        ),
    ] = "/"


class ProviderAddress(View):
    """Where to go on."""

    url: str


class SignIn(Ask):
    """A login and its password."""

    login: Annotated[Line, Field(max_length=120)]
    password: GivenPassword


class AccountView(View):
    """Somebody who may sign in."""

    id: str
    login: Shown
    name: Shown
    role: Role
    created_at: datetime
    disabled_at: datetime | None


class InvitationView(View):
    """A link that makes one account, or gives one a new password."""

    id: str
    role: Role = Field(description="Of the account that it makes.")
    login: Shown | None = Field(description="Whose password it sets; null for a new account.")
    created_at: datetime
    expires_at: datetime | None


class Accounts(View):
    """Everybody who may sign in, and the invitations that are open."""

    items: list[AccountView]
    invitations: list[InvitationView]


class NewInvitation(Ask):
    """Whom to invite."""

    role: Role = "editor"
    days: Annotated[int, Field(ge=1, le=30)] = 7


class CreatedInvitation(InvitationView):
    """A new link, as its maker sees it, this once."""

    url: str = Field(
        description="The address on this server. What is behind # never reaches a log."
    )


class InvitationToken(Ask):
    """What stands in the link behind `#`."""

    token: GivenToken


class Acceptance(Ask):
    """An invitation's token, and who it is. For a new password login and name are left out."""

    token: GivenToken
    password: Password
    login: Login | None = None
    name: Name | None = None


class Connection(View):
    """Somebody of an OpenID Connect provider who may sign in to an account."""

    id: str
    issuer: Shown = Field(description="The provider's address.")
    subject: Shown = Field(description="Who it is there, by the provider's own id.")
    is_managed: bool = Field(description="Whether the provider made the account.")
    created_at: datetime


class Connections(View):
    """Those who may sign in to one's account by a provider."""

    items: list[Connection]


class AccountChange(Ask):
    """What to change of an account."""

    role: Role | None = None
    disabled: bool | None = Field(
        None, description="A disabled account keeps what it made and cannot sign in."
    )


class PasswordChange(Ask):
    """A new password. Other browsers and all tokens of the account are signed out."""

    current: GivenPassword
    new: Password


class NewToken(Ask):
    """A token for a program."""

    name: Name
    scope: Role = Field(
        "viewer", description="As what it acts at most, however much its account may do."
    )
    days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenView(View):
    """A token for a program, without the token."""

    id: str
    name: Shown
    scope: Role
    created_at: datetime
    expires_at: datetime | None


class CreatedToken(TokenView):
    """A new token, as its maker sees it, this once."""

    token: str


class Tokens(View):
    """The tokens that are good now, newest first."""

    items: list[TokenView]


class DeedView(View):
    """Something that somebody did."""

    id: int
    at: datetime
    who: Shown
    action: str = Field(description="By the name of its route.")
    about: Shown = Field(description="Addresses and ids of what it was done to.")
    address: str = Field(description="The network address that asked.")


class AuditTrail(View):
    """What was done, newest first."""

    items: list[DeedView]
    total: int
    next_before: int | None = Field(description="Asks for the rows that come next.")
    actions: list[str] = Field(description="Every action that was ever done.")


class _SoughtDeeds(AskQuery):
    who: Annotated[Line, Field(min_length=1, max_length=120)] | None = Field(
        None, description="Part of a name."
    )
    action: Annotated[Line, Field(max_length=60)] | None = None
    since: Moment | None = None
    until: Moment | None = Field(None, description="The time before which.")


class AuditQuery(_SoughtDeeds):
    """Which of what was done to tell, and how much of it."""

    limit: Limit = 100
    before: RowNumber | None = None


class AuditExport(_SoughtDeeds):
    """Which of what was done to save, and as what."""

    format: Literal["csv", "json"] = "csv"
