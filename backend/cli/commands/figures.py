"""`branchpoint figures`: the figures of a comparison as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run_ids
from backend.cli.drawn_numbers import drawn_numbers
from backend.cli.picture_files import PictureForm, browser, picture
from backend.cli.terminal.failure import Failure, bad_input
from backend.cli.terminal.output import note
from backend.spec.curves import CURVES
from backend.spec.series import SERIES


class Form(StrEnum):
    """The forms of a file."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"


PICTURES: Mapping[Form, PictureForm] = {Form.SVG: "svg", Form.PNG: "png"}


@dataclass(frozen=True)
class Figure:
    """Where the API draws a figure.

    Attributes:
        path: Below `figures/`.
        query: What names it there.
        as_numbers: What the API needs to draw the very numbers; None where they are no lines.
    """

    path: str
    query: Mapping[str, object]
    as_numbers: Mapping[str, object] | None = None


LINES = {"scale": "linear", "every_point": True}
FIGURES: dict[str, Figure] = {
    **{kind: Figure("over-horizon", {"kind": kind}, {"scale": "linear"}) for kind in CURVES},
    "returns": Figure("returns", {}, LINES),
    "profile": Figure("profile", {}, {}),
    "scatter": Figure("scatter", {}),
    "horizon-map": Figure("horizon-map", {}),
    "settings-map": Figure("settings-map", {}),
    "parallel": Figure("parallel", {}),
    **{key: Figure("over-steps", {"key": key}, LINES) for key in SERIES},
}
USUAL = ["horizon-error", "returns", "profile"]

Targets = Annotated[
    list[str], typer.Argument(metavar="RUN...", help="Runs, or experiments: all of their runs.")
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--figure",
        "-f",
        metavar="NAME",
        help="A diagnostic such as horizon-error, returns, profile, scatter, horizon-map, "
        "settings-map, parallel, or a series such as policy/critic_loss; may be given several "
        f"times. Left out: {', '.join(USUAL)}.",
        autocompletion=lambda: list(FIGURES),
    ),
]
FormOption = Annotated[
    Form,
    typer.Option(
        "--format",
        help="html opens in any browser; json is plotly's; csv has the numbers of lines; svg and "
        "png are drawn by a Chromium or Chrome that is installed, or named by CHROMIUM.",
    ),
]
Folder = Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")]
GroupBy = Annotated[
    str | None,
    typer.Option("--group-by", metavar="PATHS", help="As in branchpoint compare."),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="NAME=VALUE",
        help="What else the API takes for these figures, such as env_step=50000, middle=median, "
        "baseline=RUN-ID, or x=rollout.length; may be given several times.",
    ),
]


def figures(
    targets: Targets,
    names: Names = None,
    form: FormOption = Form.HTML,
    folder: Folder = Path(),
    group_by: GroupBy = None,
    more: With = None,
) -> None:
    """Write the figures that compare runs, as the page draws them, each to a file of its name.

    The columns of csv are line, which is its name, group, role, x and y. The roles low and high
    are the ends of a group's 95 % interval; lines of single runs have no name.
    """
    chosen = _chosen(names or USUAL, form, more or [])
    client = connect()
    asked = {
        "runs": find_run_ids(client, targets),
        # A list with nothing in it: what is empty is left out of a query.
        "group_by": "," if group_by == "none" else group_by,
        **dict(each.split("=", 1) for each in more or []),
    }
    written = sum(
        _write(client, name, figure, {**asked, **figure.query}, (form, folder))
        for name, figure in chosen.items()
    )
    if not written:
        raise Failure("no figure has anything to draw yet.")


def _chosen(names: list[str], form: Form, more: list[str]) -> dict[str, Figure]:
    """The figures of these names.

    Raises:
        Failure: For a name that there is none of, or a form that one of them has not.
    """
    for name in names:
        if name not in FIGURES:
            raise bad_input("--figure", repr(name), f"one of {', '.join(FIGURES)}")
        if form is Form.CSV and FIGURES[name].as_numbers is None:
            with_runs = "its numbers are in branchpoint export"
            raise bad_input("--format", f"csv of {name}", f"html, json, svg or png; {with_runs}")
    for each in more:
        if "=" not in each:
            raise bad_input("--with", each, "NAME=VALUE")
    if form in PICTURES:
        browser()
    return {name: FIGURES[name] for name in names}


def _write(
    client: Client,
    name: str,
    figure: Figure,
    query: Mapping[str, object],
    to: tuple[Form, Path],
) -> int:
    """Write one figure; how many files that made: none where there is nothing to draw."""
    form, folder = to
    path = f"figures/{figure.path}"
    numbers = (figure.as_numbers or {}) if form is Form.CSV else {}
    answer = client.get(path, **{**query, **numbers})
    if answer["empty"]:
        note(f"{name}: {answer['reason']}")
        return 0
    content = _content(client, path, query, (form, answer))
    target = folder / f"{name.replace('/', '-')}.{form}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error.strerror}") from error
    note(f"wrote {target} ({len(content):,} bytes)")
    return 1


def _content(
    client: Client, path: str, query: Mapping[str, object], of: tuple[Form, dict[str, Any]]
) -> bytes:
    form, answer = of
    if form is Form.CSV:
        return drawn_numbers(answer)
    if form is Form.JSON:
        return json.dumps(answer["figure"], indent=1).encode() + b"\n"
    page = client.download(f"{path}.html", **query)
    return page if form is Form.HTML else picture(page, PICTURES[form])
