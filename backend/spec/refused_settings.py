"""Why settings are refused, as sentences that name the variables and give no secret away."""

import re

from pydantic import AfterValidator, ValidationError

from backend.spec.problems import field_problems

PREFIX = "BRANCHPOINT_"
# An address may hold a password, and who confuses a token with its hash gives the token.
UNTOLD = frozenset({"database_url", "artifacts_url", "oidc_client_secret", "token_sha256"})
# Said of a default that depends on another setting: that one is refused, and told by itself.
CONSEQUENCE = "default_factory_not_called"


def of_form(pattern: str, allowed: str) -> AfterValidator:
    """A text of this form; who gives another is told what is allowed, not the expression."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"allowed: {allowed}")
        return value

    return AfterValidator(check)


def refusals(error: ValidationError) -> list[str]:
    """A sentence for every setting that is refused."""
    kinds = [details["type"] for details in error.errors(include_url=False)]
    return [
        f"{PREFIX}{problem.field.upper()}: {problem.message}"
        + ("" if problem.field in UNTOLD else f" (got {problem.value})")
        for problem, kind in zip(field_problems(error), kinds, strict=True)
        if kind != CONSEQUENCE
    ]
