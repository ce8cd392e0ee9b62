"""Pictures of figures, drawn by a browser of this machine as the page draws them."""

import base64
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes

from backend.cli.terminal.failure import ExitCode, Failure

PictureForm = Literal["svg", "png"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
TIMEOUT_SECONDS = 120
# A column and a half of a paper, in CSS pixels; of a PNG three dots each, about 300 an inch.
WIDTH, HEIGHT, PNG_SCALE = 800, 480, 3
DRAWN = re.compile(r'<pre id="picture">(data:[^<]*)</pre>')
SCRIPT = """<script>
addEventListener("load", async () => {
  const figure = document.querySelector(".js-plotly-plot");
  const picture = document.createElement("pre");
  picture.id = "picture";
  picture.textContent = await Plotly.toImage(figure, %s);
  document.body.replaceChildren(picture);
});
</script>"""


def browser() -> str:
    """The program that draws.

    Raises:
        Failure: When there is none.
    """
    named = os.environ.get("CHROMIUM", "")
    found = next(filter(None, map(shutil.which, [named] if named else NAMES)), None)
    if found is None:
        raise Failure(
            "pictures are drawn by Chromium or Chrome, and none is installed here. Install one, "
            "name it by CHROMIUM, or take --format html, json or csv.",
            ExitCode.USAGE,
        )
    return found


def picture(page: bytes, form: PictureForm) -> bytes:
    """A figure's page as a picture.

    Args:
        page: The figure as one file, plotly and all.
        form: The form of the picture.

    Raises:
        Failure: When there is no browser, or it draws nothing.
    """
    scale = f", scale: {PNG_SCALE}" if form == "png" else ""
    options = f'{{format: "{form}", width: {WIDTH}, height: {HEIGHT}{scale}}}'
    whole = page.replace(b"</body>", (SCRIPT % options).encode() + b"</body>")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figure.html"
        file.write_bytes(whole)
        drawn = DRAWN.search(_document(file, folder))
    if drawn is None:
        raise Failure(f"{browser()} drew nothing. Take --format html, json or csv.")
    head, _, data = drawn[1].replace("&amp;", "&").partition(",")
    return base64.b64decode(data) if head.endswith(";base64") else unquote_to_bytes(data)


def _document(file: Path, folder: str) -> str:
    """What the browser makes of a file, as text."""
    # Its sandbox needs a user of its own; it opens nothing but this file.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        browser(), "--headless", "--disable-gpu", "--no-first-run", *as_root,
        "--disable-background-networking", f"--user-data-dir={folder}/profile",
        "--virtual-time-budget=30000", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a browser that its user named or installed
            command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(f"{command[0]} did not draw the figure: {error}") from error
    return done.stdout.decode("utf-8", "replace")
