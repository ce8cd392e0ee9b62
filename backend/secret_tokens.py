"""Secret tokens of sessions, links, invitations and machines, as the database knows them."""

from hashlib import sha256


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
