"""The import contracts of pyproject.toml hold, and would notice what they forbid."""

import sys
from copy import deepcopy

import grimp
import pytest
from importlinter import api
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

TYPES = {"forbidden": ForbiddenContract, "layers": LayersContract}
OURS = ("backend", "worker")

# Which packages of others a part may import. Parts that are not named may import any.
PACKAGES = {
    "backend.spec": {"pydantic", "pydantic_core", "yaml"},
    "backend.db": {
        "alembic",
        "fsspec",
        "numpy",
        "psycopg",
        "pydantic",
        "pydantic_core",
        "pydantic_settings",
        "sqlalchemy",
    },
    "worker.mbrl": {"jaxtyping", "torch"},
    "worker.engines": {"httpx", "structlog"},
    "worker.environments": {"gymnasium", "jaxtyping", "numpy", "torch"},
    "worker": {
        "fsspec",
        "gymnasium",
        "jaxtyping",
        "numpy",
        "pydantic",
        "pydantic_settings",
        "sqlalchemy",
        "structlog",
        "torch",
    },
}
# What reaches out of the learning core: files, logs, clocks of others, networks, processes.
OUTSIDE_OF_THE_CORE = {"logging", "os", "pathlib", "socket", "sqlite3", "subprocess", "urllib"}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*OURS, include_external_packages=True, cache_dir=None)


def broken(graph) -> list[str]:
    """Names of the contracts that the graph breaks."""
    configuration = api.read_configuration("pyproject.toml")
    contracts = [
        TYPES[options["type"]](options["name"], configuration["session_options"], options)
        for options in configuration["contracts_options"]
    ]
    return [
        contract.name
        for contract in contracts
        if not contract.check(deepcopy(graph), verbose=False).kept
    ]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)


def test_all_contracts_hold(graph):
    assert broken(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        # Of the backend, the worker may import spec and db alone, and its core spec alone.
        ("worker.jobs.agent", "backend.trust.schemas"),
        ("worker.mbrl.trainer", "backend.errors"),
        ("worker.mbrl.trainer", "backend.db.tables"),
        ("worker.environments.spaces", "backend.db.tables"),
        # Features are strangers to each other, the command line among them.
        ("backend.series.read", "backend.catalog.contents"),
        ("backend.trust.table", "backend.sharing.links"),
        ("backend.figures.over_horizon", "backend.experiments.rules"),
        ("backend.cli.commands.show", "backend.runs.plan"),
        # Never upwards.
        ("backend.spec.run", "backend.db.tables"),
        ("backend.db.tables", "backend.errors"),
        ("backend.trust.table", "backend.app"),
        ("worker.mbrl.trainer", "worker.jobs.agent"),
        ("worker.mbrl.dynamics.branches", "worker.mbrl.policy.policy"),
        ("worker.mbrl.policy.improvers.off_policy", "worker.mbrl.learner"),
        ("worker.mbrl.evaluation.evaluator", "worker.mbrl.versions.registry"),
        ("worker.engines.local", "worker.environments.spaces"),
        # Two worlds.
        ("backend.runs.plan", "worker.settings"),
        ("backend.figures.draw", "torch"),
    ],
)
def test_what_is_not_allowed_breaks_a_contract(graph, importer, imported):
    planted = deepcopy(graph)
    assert {importer, imported} <= planted.modules
    planted.add_import(importer=importer, imported=imported)
    assert broken(planted) != []


@pytest.mark.parametrize("place", ["backend.novelty", "worker.novelty", "worker.mbrl.novelty"])
def test_a_new_package_breaks_a_contract_until_its_place_is_named(graph, place):
    planted = deepcopy(graph)
    planted.add_module(place)
    assert broken(planted) != []


def strangers(graph) -> set[tuple[str, str]]:
    """Each import of a package of others that its importer's part may not use."""
    found = set()
    for module in graph.modules:
        parts = [name for name in PACKAGES if f"{module}.".startswith(f"{name}.")]
        if not parts:
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            package = imported.partition(".")[0]
            is_standard = package in sys.stdlib_module_names
            if (
                package not in OURS
                and not is_standard
                and package not in PACKAGES[max(parts, key=len)]
            ):
                found.add((module, package))
            if module.startswith("worker.mbrl") and package in OUTSIDE_OF_THE_CORE:
                found.add((module, package))
    return found


def test_the_core_and_the_store_use_the_packages_that_they_may(graph):
    assert strangers(graph) == set()


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("worker.mbrl.trainer", "gymnasium"),
        ("worker.mbrl.trainer", "logging"),
        ("worker.jobs.agent", "fastapi"),
        ("backend.db.tables", "fastapi"),
        ("backend.spec.run", "sqlalchemy"),
    ],
)
def test_a_package_that_a_part_may_not_use_is_found(graph, importer, imported):
    planted = deepcopy(graph)
    planted.add_module(imported, is_squashed=True)
    planted.add_import(importer=importer, imported=imported)
    assert (importer, imported) in strangers(planted)
