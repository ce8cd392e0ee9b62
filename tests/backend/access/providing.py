"""An OpenID Connect provider on loopback that says whatever a test wants, right or wrong."""

import hashlib
import hmac
import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "branchpoint", "the secret of the client"


class Provider:
    """What it says of people, and how it signs that.

    Attributes:
        claims: What is in the identity token beside what must be there.
        changed: What replaces claims that must be there; None leaves one out.
        header: The token's header.
        key: What signs the token; by default the key that it publishes.
        userinfo: What it says when it is asked once more.
        asked: The parameters of the sign-ins that have begun, by code.
    """

    def __init__(self, port):
        self.issuer = f"http://127.0.0.1:{port}"
        self.published = RSAKey.generate_key(2048, {"kid": "one"})
        self.key, self.header = self.published, {"alg": "RS256", "kid": "one"}
        self.claims, self.changed, self.userinfo, self.asked = {"sub": "ada-1"}, {}, None, {}

    def metadata(self):
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        if self.userinfo is not None:
            told["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return told

    def agree(self, url):
        """What a person does who signs in there: the code and the state that lead back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def tokens(self, form, authorization):
        """The answer to a code, where it comes with what belongs to it."""
        asked = self.asked.pop(form.get("code"), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = b64decode(authorization.removeprefix("Basic ")).decode()
        if asked is None or proof != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if known.replace("+", " ").replace("%20", " ") != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        must = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        said = {**must, "nonce": asked["nonce"], **self.claims, **self.changed}
        claims = {name: value for name, value in said.items() if value is not None}
        if isinstance(self.key, bytes):
            token = _signed_by_secret(self.header, claims, self.key)
        else:
            token = jwt.encode(self.header, claims, self.key, algorithms=["none", "RS256"])
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": token}

    def shared_secret(self):
        """The published key, misused as the secret of a signature that needs one."""
        return self.published.as_pem(private=False)


def _signed_by_secret(header, claims, secret):
    parts = [json.dumps(each).encode() for each in (header, claims)]
    said = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    sign = urlsafe_b64encode(hmac.new(secret, said, "sha256").digest()).rstrip(b"=")
    return (said + b"." + sign).decode()


def _handler(provider):
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status, body):
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self):
            known = {
                "/.well-known/openid-configuration": provider.metadata,
                "/keys": lambda: {"keys": [provider.published.as_dict(private=False)]},
                "/userinfo": lambda: provider.userinfo,
            }
            answer = known.get(self.path)
            self.answer(404 if answer is None else 200, {} if answer is None else answer())

        def do_POST(self):
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self.answer(*provider.tokens(form, self.headers.get("Authorization", "")))

        def log_message(self, *ignored):
            pass

    return Handler


@contextmanager
def providing():
    """A provider that listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        provider = Provider(server.server_port)
        server.RequestHandlerClass = _handler(provider)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
