"""The page's modules import each other downwards, and without detours back to themselves."""

import re
from os.path import normpath
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture.chains import longest_chain

SOURCE = Path(__file__).resolve().parents[2] / "frontend" / "src"
# `import type ...` and `export type ...` leave no trace in what the browser loads.
IMPORT = re.compile(
    r"""^(?:import|export)\s+(?!type\s)(?P<names>[^"';]*?\sfrom\s+)?["'](?P<target>[^"']+)["']"""
    r"""|\bimport\(\s*["'](?P<lazy>[^"']+)["']\s*\)""",
    re.MULTILINE,
)
ENDINGS = ("", ".ts", ".tsx", "/index.ts", "/index.tsx")


def imported(text: str, folder: PurePosixPath, modules: set[str]) -> set[str]:
    """The modules of ours that a module's text imports at once; a lazy import closes no cycle."""
    found = set()
    for match in IMPORT.finditer(text):
        target = match["target"]
        if target is None or _only_types(match["names"] or ""):
            continue
        place = target.removeprefix("@/") if target.startswith("@/") else str(folder / target)
        if target.startswith((".", "@/")):
            found |= {place + ending for ending in ENDINGS if place + ending in modules}
    return found


# Any mention of a module: at once, lazily, or for its types alone.
MENTION = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']((?:@/|\.)[^"']*)["']""")
# Each may import what comes after it; features are strangers to each other.
LAYERS = ("published", "routes", "features", "shared", "client")
START = {"main.tsx", "route-tree.gen.ts"}


def place(module: str) -> str:
    """The part of the page that a module belongs to: `features/run`, `shared`, ..."""
    parts = module.split("/")
    return "/".join(parts[:2]) if parts[0] == "features" else parts[0]


def forbidden(module: str, text: str) -> list[str]:
    """What a module mentions of ours and may not import."""
    folder, here = PurePosixPath(module).parent, place(module)
    targets = [
        target.removeprefix("@/") if target.startswith("@/") else normpath(folder / target)
        for target in MENTION.findall(text)
    ]
    return [target for target in targets if not may_import(here, place(target))]


def may_import(here: str, there: str) -> bool:
    """Whether a part of the page may import another: itself, or one that lies lower."""
    if here in START or here == there:
        return True
    if here == "routes" and there == "route-tree.gen":
        return True
    above, below = here.partition("/")[0], there.partition("/")[0]
    if above not in LAYERS or below not in LAYERS:
        return False
    return LAYERS.index(above) < LAYERS.index(below)


def test_routes_stand_over_features_over_shared_over_the_client():
    found = {
        name: wrong
        for path in sorted(SOURCE.rglob("*.ts*"))
        for name in [str(path.relative_to(SOURCE))]
        if (wrong := forbidden(name, path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("module", "line", "target"),
    [
        ("features/run/a.tsx", 'import { b } from "@/features/runs/b";', "features/runs/b"),
        ("features/run/a.tsx", 'import type { B } from "@/features/trust/b";', "features/trust/b"),
        ("features/run/a.tsx", 'const b = import("@/features/runs/b");', "features/runs/b"),
        ("features/run/a.tsx", 'import "./../runs/b.css";', "features/runs/b.css"),
        ("features/run/a.tsx", 'import { b } from "@/routes/b";', "routes/b"),
        ("features/run/a.tsx", 'import { b } from "@/novelty/b";', "novelty/b"),
        ("novelty/a.ts", 'import { b } from "@/client/b";', "client/b"),
        ("shared/a.ts", 'import { b } from "@/features/runs/b";', "features/runs/b"),
        ("client/a.ts", 'import {\n  b,\n} from "@/shared/b";', "shared/b"),
    ],
)
def test_what_the_page_may_not_import_is_found(module, line, target):
    assert forbidden(module, line) == [target]


def test_what_the_page_may_import_is_not():
    text = 'import { a } from "./a";\nimport { b } from "@/shared/b";\nimport react from "react";'
    assert forbidden("features/run/x.tsx", text) == []
    assert forbidden("routes/_app/x.tsx", 'import { a } from "@/features/run/a";') == []


def _only_types(names: str) -> bool:
    inside = re.fullmatch(r"\s*\{(.*)\}\s+from\s+", names, re.DOTALL)
    return inside is not None and all(
        each.strip().startswith("type ") for each in inside[1].split(",") if each.strip()
    )


def test_no_module_of_the_page_imports_itself_by_a_detour():
    texts = {
        str(path.relative_to(SOURCE)): path.read_text()
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in {".ts", ".tsx"} and not path.name.endswith(".gen.ts")
    }
    longest_chain(
        {
            name: imported(text, PurePosixPath(name).parent, set(texts))
            for name, text in texts.items()
        }
    )
    assert texts


def test_imports_are_read_as_the_browser_sees_them():
    text = (
        'import { a } from "@/shared/a";\n'
        'import type { B } from "./b";\n'
        'import { type C, type D } from "./c";\n'
        'import {\n  type E,\n  f,\n} from "./f";\n'
        'import "./style.css";\n'
        'const lazy = () => import("./lazy");\n'
        'import react from "react";\n'
    )
    modules = {"shared/a.ts", "x/b.ts", "x/c.ts", "x/f.tsx", "x/lazy.ts"}
    assert imported(text, PurePosixPath("x"), modules) == {"shared/a.ts", "x/f.tsx"}
