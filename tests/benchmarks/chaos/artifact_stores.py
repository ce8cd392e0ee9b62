"""Where the artifacts lie that things are done to: a folder, or a bucket behind a door."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
import s3fs

from tests.benchmarks.chaos.door import Door
from tests.benchmarks.load.served import free_port

BUCKET = "chaos"
READY_SECONDS = 60.0


class ArtifactStore(Protocol):
    """A place of artifacts that can be hurt.

    Attributes:
        address: As the setting names it; empty is a folder in the data folder.
        environment: What processes need to reach it.
        door: What stands before it; None where nothing can be shut.
    """

    address: str
    environment: Mapping[str, str]
    door: Door | None

    def there(self) -> set[str]:
        """The addresses of all files, and of all that is half uploaded."""
        ...

    def halve(self, uri: str) -> None:
        """Lose the second half of a file, if it is there."""
        ...

    def age(self) -> None:
        """Let every file look old enough to be swept."""
        ...

    def end(self) -> None:
        """End what was started for it."""
        ...


class Folder:
    """A folder on the small disk."""

    address = ""
    door = None

    def __init__(self, data: Path) -> None:
        self.environment: Mapping[str, str] = {}
        self._folder = data / "artifacts"

    def there(self) -> set[str]:
        """The addresses of all files."""
        return {str(file) for file in self._folder.rglob("*") if file.is_file()}

    def halve(self, uri: str) -> None:
        """Lose the second half of a file, if it is there."""
        if (file := Path(uri)).exists():
            os.truncate(file, file.stat().st_size // 2)

    def age(self) -> None:
        """Let every file look old enough to be swept."""
        for uri in self.there():
            os.utime(uri, (0, 0))

    def end(self) -> None:
        """There is nothing to end."""


class Bucket:
    """A bucket of a server that speaks S3's protocol, in a process of its own."""

    def __init__(self, place: Path, fake_time: Mapping[str, str]) -> None:
        """Start it; what it keeps is two hours old where its clock can be set so."""
        port = free_port()
        aged = dict(fake_time) | ({"FAKETIME": "-2h"} if fake_time else {})
        with (place / "bucket.log").open("ab") as output:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
                env=os.environ | aged, stdout=output, stderr=output,
            )  # fmt: skip
        self.door = Door(port)
        self.address = f"s3://{BUCKET}/artifacts"
        keys = {"AWS_ACCESS_KEY_ID": "someone", "AWS_SECRET_ACCESS_KEY": "secret"}
        door = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.door.port}"}
        self.environment: Mapping[str, str] = {**keys, **door, "AWS_DEFAULT_REGION": "us-east-1"}
        inside = f"http://127.0.0.1:{port}"
        _wait_for(inside)
        self._files: Any = s3fs.S3FileSystem(
            key="someone", secret="secret", endpoint_url=inside, use_listings_cache=False,
        )  # fmt: skip
        self._files.mkdir(BUCKET)

    def there(self) -> set[str]:
        """The addresses of all objects, and of all uploads that were begun and not completed."""
        begun = self._files.call_s3("list_multipart_uploads", Bucket=BUCKET).get("Uploads", [])
        uploads = {f"s3://{BUCKET}/{each['Key']} (upload not completed)" for each in begun}
        return uploads | {f"s3://{each}" for each in self._files.find(BUCKET)}

    def halve(self, uri: str) -> None:
        """Lose the second half of an object, if it is there."""
        if self._files.exists(uri):
            whole = self._files.cat_file(uri)
            self._files.pipe_file(uri, whole[: len(whole) // 2])

    def age(self) -> None:
        """Its server's clock has done that."""

    def end(self) -> None:
        """End the server, and what stands before it."""
        self.door.close()
        self._server.kill()
        self._server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
