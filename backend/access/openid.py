"""Asking an OpenID Connect provider who somebody is: the code flow with PKCE, state and nonce.

Source: OpenID Connect Core 1.0, 3.1; RFC 7636 (PKCE); RFC 9700 (best current practice).
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from backend.errors import ProviderFailed
from backend.settings import WebSettings

SCOPE = "openid email profile"
CALLBACK = "/oidc/callback"
# Signatures by keys that the provider alone has: neither `none` nor a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
ANSWER_SECONDS, KEPT_SECONDS, LEEWAY_SECONDS = 10.0, 3_600.0, 60
MOST_GROUPS = 1_000


@dataclass(frozen=True)
class Begun:
    """A sign-in that has begun. All but the address stays in the browser that began it."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who the provider says that somebody is.

    Attributes:
        subject: The provider's own id, which never changes.
        email: Empty unless the provider has verified it.
        name: What to call them.
        groups: Groups that they are in.
    """

    subject: str
    email: str
    name: str
    groups: frozenset[str]


class Provider:
    """One provider, by its settings. What it says of itself is kept for an hour."""

    def __init__(self, web: WebSettings) -> None:
        self.issuer = web.oidc_issuer
        self._client_id = web.oidc_client_id
        self._secret = web.oidc_client_secret.get_secret_value()
        self._redirect = web.public_url.rstrip("/") + CALLBACK
        self._said: tuple[float, Mapping[str, Any], KeySet] | None = None

    def begin(self) -> Begun:
        """A new sign-in.

        Raises:
            ProviderFailed: When the provider does not say where.
        """
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        place = self._metadata()[0].get("authorization_endpoint", "")
        return Begun(add_params_to_uri(place, asked.items()), state, nonce, verifier)

    def finish(self, code: str, nonce: str, verifier: str) -> Person:
        """Who it is that comes back with a code.

        Raises:
            ProviderFailed: When the provider does not take the code, or its token is not for us.
        """
        metadata, keys = self._metadata()
        try:
            with httpx.Client(timeout=ANSWER_SECONDS) as http:
                tokens = self._tokens(http, metadata["token_endpoint"], code, verifier)
                claims = self._claims(tokens, keys, nonce)
                more = _userinfo(http, metadata, tokens, claims)
        except JoseError as error:
            raise ProviderFailed(f"its token is not good: {error.error}") from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ProviderFailed(f"it did not take the code: {type(error).__name__}") from error
        return _person({**more, **claims})

    def _tokens(self, http: httpx.Client, place: str, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
            "client_id": self._client_id,
        }
        # Both are form-encoded first: RFC 6749, 2.3.1.
        known = (quote_plus(self._client_id), quote_plus(self._secret)) if self._secret else None
        answer = http.post(place, data=form, auth=known or httpx.USE_CLIENT_DEFAULT)
        return dict(answer.raise_for_status().json())

    def _metadata(self, *, anew: bool = False) -> tuple[Mapping[str, Any], KeySet]:
        now = time.monotonic()
        if self._said is None or anew or now - self._said[0] > KEPT_SECONDS:
            try:
                with httpx.Client(timeout=ANSWER_SECONDS) as http:
                    place = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
                    said = http.get(place).raise_for_status().json()
                    if said["issuer"] != self.issuer:
                        raise ProviderFailed(f"it calls itself {str(said['issuer'])[:200]}")
                    keys = KeySet.import_key_set(
                        http.get(said["jwks_uri"]).raise_for_status().json()
                    )
            except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
                raise ProviderFailed(f"it cannot be asked: {type(error).__name__}") from error
            self._said = now, said, keys
        return self._said[1:]

    def _claims(self, tokens: Mapping[str, Any], keys: KeySet, nonce: str) -> dict[str, Any]:
        """What the identity token says, once it is clear that it is the provider's and for us."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        text = str(tokens["id_token"])
        try:
            decoded = jwt.decode(text, keys, registry=registry)
        except (InvalidKeyIdError, ValueError):
            # Providers change their keys.
            decoded = jwt.decode(text, self._metadata(anew=True)[1], registry=registry)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self._client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_SECONDS)
        return dict(claims)


def _userinfo(
    http: httpx.Client,
    metadata: Mapping[str, Any],
    tokens: Mapping[str, Any],
    claims: Mapping[str, Any],
) -> dict[str, Any]:
    """What some providers say only when asked once more, if it is about the same person."""
    place = metadata.get("userinfo_endpoint")
    if place is None or ("email" in claims and "groups" in claims):
        return {}
    known = {"Authorization": f"Bearer {tokens['access_token']}"}
    said = dict(http.get(place, headers=known).raise_for_status().json())
    return said if said.get("sub") == claims["sub"] else {}


def _person(claims: Mapping[str, Any]) -> Person:
    subject, email = str(claims["sub"]), str(claims.get("email") or "")
    is_verified = claims.get("email_verified") is True
    groups = claims.get("groups")
    known = groups[:MOST_GROUPS] if isinstance(groups, list) else []
    name = str(claims.get("name") or claims.get("preferred_username") or email or subject)
    return Person(
        subject, email if is_verified else "", name, frozenset(str(each) for each in known)
    )
