"""Every request of the page that creates something carries an idempotency key."""

import json
import re
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
POST = re.compile(r'api\.POST\(\s*"(?P<path>[^"]+)",(?P<options>[^;]*?)\)\s*,?\s*\)')
# Handed on as a whole, or put beside the path's own parameters (`useCreateOnce`).
KEYED = re.compile(r"\bparams\s*[,}]|\.\.\.keyed")


def creating_paths():
    document = json.loads((FRONTEND / "openapi.json").read_text("utf-8"))
    return {
        path
        for path, methods in document["paths"].items()
        if "201" in methods.get("post", {"responses": {}})["responses"]
    }


def creations(text):
    paths = creating_paths()
    return [found for found in POST.finditer(text) if found["path"] in paths]


def test_every_creation_of_the_page_carries_a_key():
    found = [
        (str(path.relative_to(FRONTEND)), each)
        for path in sorted((FRONTEND / "src").rglob("*.ts*"))
        if ".test." not in path.name
        for each in creations(path.read_text("utf-8"))
    ]
    assert len(found) >= 5
    assert [name for name, each in found if not KEYED.search(each["options"])] == []


def test_a_creation_without_a_key_is_found():
    (bare,) = creations('call(api.POST("/api/v1/shares", { body }));')
    (keyed,) = creations('call(api.POST("/api/v1/shares", { body, params }));')
    assert not KEYED.search(bare["options"])
    assert KEYED.search(keyed["options"])
