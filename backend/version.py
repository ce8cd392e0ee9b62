"""The version of this installation, the same as in pyproject.toml (a test compares them)."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

VERSION = "0.1.0"


@cache
def code_digest() -> str:
    """Text that is another one for any other code: what it made is not what another would make.

    Of every source file of the backend, so that nobody has to say what depends on what.
    """
    digest = blake2b(f"{VERSION} {version('numpy')} {version('scipy')}".encode(), digest_size=16)
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()
