"""The page's modules import each other without detours back to themselves."""

import re
from pathlib import Path, PurePosixPath

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
