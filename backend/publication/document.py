"""The page of a publication: one HTML document, and what it loads."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from html import escape
from string import Template
from typing import Any

from backend.publication.packs import Column, Place, packed

GENERATOR = "Branchpoint published page"
LOADER, CODE, STYLE, PLOTLY = "loader.js", "page.js", "style.css", "plotly.js"
# The page's parts by the names that the loader knows them by.
PARTS = {"page": CODE, "plotly": PLOTLY, "style": STYLE}
CONTENTS, MORE = "contents", "more"

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="generator" content="$generator">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta property="og:type" content="website">
<meta property="og:title" content="$title">
<meta property="og:description" content="$description">
<meta name="description" content="$description">
<title>$title</title>
</head>
<body>
<div id="root"></div>
<noscript>This page draws its figures with JavaScript, which is switched off here.</noscript>
$inside<script data-files="$files">$loader</script>
</body>
</html>
""")


@dataclass(frozen=True)
class Facts:
    """What a publication says of itself, by the names that the page reads.

    Attributes:
        at: When it was made, in UTC, as ISO 8601 has it.
        title: What the page is called.
        note: What its author says.
        licence: Under which terms it may be used.
        version: The version of Branchpoint.
        left_out: What is missing, in words; empty where nothing is.
    """

    at: str
    title: str
    note: str
    licence: str
    version: str
    left_out: str


def contents(
    facts: Facts,
    places: Mapping[str, Place],
    columns: Sequence[Column],
    naming: Mapping[str, Any],
) -> bytes:
    """The list of what is published, compressed."""
    said = {"publication": asdict(facts), "answers": places, "columns": columns, **naming}
    # Frozen links that were made before have their columns as they are.
    said["in_planes"] = True
    return packed(json.dumps(said, separators=(",", ":")).encode())


def more(places: Mapping[str, Place], columns: Sequence[Column]) -> bytes:
    """The list of all that is published, where `contents` has only what is asked first."""
    listed = {"answers": places, "columns": columns}
    return packed(json.dumps(listed, separators=(",", ":")).encode())


def as_script(name: str, content: bytes) -> bytes:
    """Compressed bytes as a classic script, which pages may load where they may not fetch."""
    return f'branchpoint.take("{name}","{base64.b64encode(content).decode()}");'.encode()


def page_parts(page: Mapping[str, bytes], files: str) -> Iterator[tuple[str, bytes]]:
    """The page's own code by its names, compressed.

    Args:
        page: The built files.
        files: The folder that fonts lie in, beside the document.
    """
    for name, file in PARTS.items():
        content = page[file]
        if file == STYLE:
            content = content.replace(b"url(./", f"url({files}/".encode())
        yield name, packed(content)


def document(
    facts: Facts, page: Mapping[str, bytes], files: str, inside: Mapping[str, bytes]
) -> bytes:
    """The HTML document.

    Args:
        facts: What it says of itself.
        page: The built files.
        files: The folder of what it loads.
        inside: What it holds itself, by name, compressed: all of it in a page of one file.
    """
    loader = page[LOADER].decode().strip()
    blocks = "".join(
        f'<script type="text/plain" id="branchpoint-{name}">{base64.b64encode(content).decode()}'
        "</script>\n"
        for name, content in inside.items()
    )
    return PAGE.substitute(
        policy=escape(_policy(loader, page)),
        generator=GENERATOR,
        title=escape(facts.title),
        description=escape(_description(facts)),
        inside=blocks,
        files=escape(files),
        loader=loader,
    ).encode()


def _description(facts: Facts) -> str:
    first = facts.note.strip().split("\n", 1)[0][:200]
    return first or f"Published with Branchpoint on {facts.at[:10]}."


def _policy(loader: str, page: Mapping[str, bytes]) -> str:
    """No script runs but ours, and nothing is asked of anybody else."""
    own = " ".join(_hash(text) for text in (loader.encode(), page[CODE], page[PLOTLY]))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' file: {own}",
            "style-src 'unsafe-inline'",
            "font-src 'self' file: data:",
            "img-src data: blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: bytes) -> str:
    return f"'sha256-{base64.b64encode(sha256(text).digest()).decode()}'"
