"""What accounts and tokens may do: a viewer reads, an editor changes, an administrator does all."""

from collections.abc import Callable
from inspect import unwrap
from typing import Literal, TypeVar, get_args

Handler = TypeVar("Handler", bound=Callable[..., object])
Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

_NEEDED: dict[object, Role] = {}
_ONLY_LOOKS: set[object] = set()


def for_role(role: Role) -> Callable[[Handler], Handler]:
    """Let accounts of this role, and of more, call this route."""

    def noted(handler: Handler) -> Handler:
        _NEEDED[handler] = role
        return handler

    return noted


def needed_role(handler: Callable[..., object], *, is_reading: bool) -> Role:
    """What an account must be to call the route of `handler`, wrapped or not."""
    return _NEEDED.get(unwrap(handler), "viewer" if is_reading else "editor")


def only_looks(handler: Handler) -> Handler:
    """Say of a route that it changes nothing, whatever its method: no deed is written down."""
    _ONLY_LOOKS.add(handler)
    return handler


def does_nothing(handler: Callable[..., object]) -> bool:
    """Whether a route only looks, though its method could change things."""
    return unwrap(handler) in _ONLY_LOOKS


def role_named(name: str | None) -> Role:
    """A role from what is stored. None is from before there were roles, and may do all."""
    return next((role for role in ROLES if role == name), "viewer") if name else "admin"


def reaches(role: Role, needed: Role) -> bool:
    """Whether a role may do what another may."""
    return ROLES.index(role) >= ROLES.index(needed)


def least(*roles: Role) -> Role:
    """The one of these that may do the least."""
    return min(roles, key=ROLES.index)
