"""The errors that rules raise. They know nothing of HTTP; `problems.py` maps each to a problem.

Refused
├── SignInNeeded            nobody known is asking
├── OwnerOnly               a share link asks for more than it shows
├── RoleNeeded              an account or token may not do this
├── SignInRefused           login and password do not go together
├── SignInThrottled         too many attempts to sign in failed
├── ProviderFailed          a sign-in by a provider that did not succeed
├── InvitationGone          an invitation that is no good, or no longer
├── CrossSite               another site's page tries to act with this browser's cookie
├── Unknown                 a run, experiment or share that never was
├── ShareUnknown            a link that never was
├── ShareRevoked            the link was taken back
├── ShareExpired            the link's time is over
├── LinksForbidden          links of this kind are not allowed on this server
├── TargetDeleted           what the link shows was deleted, or its maker no longer sees it
├── ConflictingChange       what is asked cannot be done to a thing in this state
├── NotReady                the process cannot do its work now
├── Overloaded              too much is asked at once
├── TooManyStreams          more open pages are followed than there may be
└── RequestRefused          values that are well-formed and still not allowed, by field
    ├── KeyReused           an idempotency key that came with another request
    └── QuotaReached        more runs of one account would wait than there may be
"""

from backend.spec.problems import FieldProblem, cut


class Refused(Exception):
    """A rule says no. The message is a sentence for the user; nothing was changed."""


class SignInNeeded(Refused):
    """Nobody known is asking."""

    def __init__(
        self, message: str = "Open the address that `branchpoint up` printed, or send an API token."
    ) -> None:
        super().__init__(message)


class OwnerOnly(Refused):
    """A share link asks for more than it shows."""

    def __init__(self, message: str = "A share link can only read what was shared.") -> None:
        super().__init__(message)


class RoleNeeded(Refused):
    """An account or token may not do this."""

    def __init__(self, role: str) -> None:
        super().__init__(f"This takes the role {role}, which this account or token does not have.")


class SignInRefused(Refused):
    """Login and password do not go together."""

    def __init__(self) -> None:
        super().__init__("This login and this password do not go together.")


class SignInThrottled(Refused):
    """Too many attempts to sign in failed."""

    def __init__(self) -> None:
        super().__init__("Too many attempts failed. Wait a quarter of an hour, and try again.")


class ProviderFailed(Refused):
    """A sign-in by an OpenID Connect provider that did not succeed. The message is the reason."""


class InvitationGone(Refused):
    """An invitation that is no good, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            "This invitation was used, taken back or is over, or its address is not complete. "
            "Ask whoever sent it for a new one."
        )


class CrossSite(Refused):
    """Another site's page tries to act with this browser's cookie."""


class Unknown(Refused):
    """A thing that never was, or that the asker may not know of."""

    def __init__(self, noun: str, entity_id: str) -> None:
        super().__init__(f"There is no {noun} {cut(entity_id)}.")
        self.noun = noun
        self.entity_id = entity_id


class ShareUnknown(Refused):
    """A link that never was."""

    def __init__(self) -> None:
        super().__init__("There is no such link. Check that the address is complete.")


class ShareRevoked(Refused):
    """The link was taken back."""

    def __init__(self) -> None:
        super().__init__("This link is no longer shared: whoever made it took it back.")


class ShareExpired(Refused):
    """The link's time is over."""

    def __init__(self) -> None:
        super().__init__("This link has expired. Ask whoever sent it for a new one.")


class LinksForbidden(Refused):
    """Links of this kind are not allowed on this server."""


class TargetDeleted(Refused):
    """What the link shows was deleted, or its maker no longer sees it."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"The {kind} that this link showed was deleted, or whoever made it no longer sees it."
        )


class ConflictingChange(Refused):
    """What is asked cannot be done to a thing in this state."""


class NotReady(Refused):
    """The process cannot do its work now."""


class Overloaded(Refused):
    """Too much is asked at once."""

    def __init__(self) -> None:
        super().__init__("The server has more to do than it can do soon. Try again in a moment.")


class TooManyStreams(Refused):
    """More open pages are followed than there may be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} pages follow this server already. Close some that are open.")


class RequestRefused(Refused):
    """Values that are well-formed and still not allowed.

    Attributes:
        problems: Every refused value.
    """

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message} (got {p.value})" for p in problems))
        self.problems = problems


class KeyReused(RequestRefused):
    """An idempotency key came with another request before."""

    def __init__(self, key: str, route: str) -> None:
        problem = f"a new key: this one was sent with another request to {route}"
        super().__init__(FieldProblem("Idempotency-Key", key, problem))


class QuotaReached(RequestRefused):
    """More runs of one account would wait than there may be."""

    def __init__(self, more: int, there: int, most: int) -> None:
        problem = f"at most {most:,} runs of one account may wait in the queue; {there:,} do"
        super().__init__(FieldProblem("grid", f"{more:,} more", problem))
