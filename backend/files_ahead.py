"""Which files of the built page an address needs beside those that every address needs."""

import json
import re
from pathlib import Path

WRITTEN_BY_THE_BUILD = "files-ahead.json"


def files_ahead(folder: Path, path: str) -> list[str]:
    """Code and styles of the page at `path`, below the folder; none where the build names none."""
    written = folder / WRITTEN_BY_THE_BUILD
    if not written.is_file():
        return []
    by_pattern: dict[str, list[str]] = json.loads(written.read_text("utf-8"))
    asked = path.rstrip("/")
    return next((files for each, files in by_pattern.items() if re.fullmatch(each, asked)), [])


def links(files: list[str], base: str) -> str:
    """The elements of a page's head that make a browser load them, below the server's path."""
    kinds = {".js": "modulepreload", ".css": "stylesheet"}
    return "".join(
        f'<link rel="{kinds[Path(file).suffix]}" crossorigin href="{base}/{file}">'
        for file in files
    )
