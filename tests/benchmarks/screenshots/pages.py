"""Which pages are pictured."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.screenshots.store import SHARED, TAKEN_BACK, Store


@dataclass(frozen=True)
class Shot:
    """A picture: the name of its files and the address of its page."""

    name: str
    path: str


GRID = "/launch?set.rollout.length=1,5,20&seeds=0-4&experiment=A%20grid"
PANELS = "error%7Creturns%7Cscatter%7Csteps%7Cmap%7Cparallel"
FIELDS = "rollout.length,seed,error(10),real_return"
CELLS = "rollout.length,seed,real_return,mean"
COLUMNS = "alarm,advised_k,return/real.mean_last(3)"
REFUSED = "/launch?set.rollout.length=-3&set.model.members=1"


def of_empty() -> Sequence[Shot]:
    """Pages of an instance where nothing was launched."""
    return [
        Shot("empty-experiments", "/"),
        Shot("empty-runs", "/runs"),
        Shot("empty-queue", "/queue"),
        Shot("empty-compare", "/compare"),
        Shot("launch", "/launch"),
        Shot("launch-grid", GRID),
        Shot("launch-refused", REFUSED),
        Shot("launch-yaml", f"{GRID}&view=yaml"),
    ]


def of_full(store: Store) -> Sequence[Shot]:
    """Pages of an instance with runs in every state."""
    found, runs = store.experiments, store.runs
    ends = (
        ("run-ended", "one that learned"),
        ("run-diverged", "one that diverged"),
        ("run-failed-late", "one that failed late"),
        ("run-failed-at-once", "one that failed at once"),
        ("run-cancelled", "one that was cancelled"),
        ("run-live", "one that goes on"),
        ("run-waits", "one that waits 0"),
        ("run-deleted", "deleted"),
        ("run-name", next(name for name in runs if len(name) > 150)),
    )
    comparisons = (
        ("compare-few", f"experiment={found['Rollout length']}&h=10"),
        ("compare-many", f"experiment={found['A wide sweep']}"),
        ("compare-failed", f"experiment={found['How runs end']}&group=run"),
        ("compare-versions", f"experiment={found['Versions']}"),
        ("compare-names", f"experiment={found['Names']}&group=run"),
        ("compare-panels", f"experiment={found['Rollout length']}&panels={PANELS}"),
        ("compare-crowd", f"experiment={found['A crowd']}"),
        (
            "compare-maps",
            f"experiment={found['Rollout length']}&map=1&cells={CELLS}&parallel={FIELDS}"
            f"&axes=error(10),real_return&baseline={runs['k = 5, seed 2']}",
        ),
    )
    return [
        Shot("experiments", "/"),
        Shot("experiment", f"/experiments/{found['Rollout length']}"),
        Shot("runs", "/runs"),
        Shot("runs-filtered", "/runs?filter=rollout.length%20%3E%3D%205&columns=rollout.length"),
        Shot("runs-grouped", f"/runs?group_by=rollout.length&columns={COLUMNS}"),
        Shot("runs-chosen", f"/runs?q=seed%201&chosen={runs['k = 1, seed 1']}"),
        Shot("runs-none", "/runs?q=nobody"),
        Shot("queue", "/queue"),
        Shot("compare-none", "/compare"),
        *(Shot(name, f"/compare?{search}") for name, search in comparisons),
        *(Shot(name, f"/runs/{runs[run]}") for name, run in ends),
        Shot("share", f"/s/{SHARED}"),
        Shot("share-revoked", f"/s/{TAKEN_BACK}"),
        Shot("sessions", "/sessions"),
        Shot("guide", "/help"),
        Shot("guide-figures", "/help/figures"),
        Shot("guide-lecture", "/help/lecture"),
        Shot("not-found", "/nowhere"),
    ]
