"""Whether runs were measured along one suite: the errors of models are compared along it alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

from backend.db.tables import Run

OWN = "Errors are along each run's own episodes, in deviations of its own data"


@dataclass(frozen=True)
class SharedSuite:
    """What runs have in common.

    Attributes:
        checksum: Of the suite of all, or of most of them; None where there is none.
        is_shared: Whether every run with a model that has started was measured along it.
        why: Why not, as a sentence without its full stop; empty where it is, and where no run
            with a model has started.
        run_ids: The runs that were measured along it.
    """

    checksum: str | None
    is_shared: bool
    why: str
    run_ids: frozenset[str]

    @property
    def left_out(self) -> str:
        """What is said where only the runs along this suite are looked at."""
        return "" if self.is_shared or not self.why else f"Left out: {self.why}."

    @property
    def instead(self) -> str:
        """What is said where each run's own episodes stand in for a suite."""
        return f"{OWN}: {self.why}." if self.why else ""


def shared_suite(runs: Sequence[Run]) -> SharedSuite:
    """The suite that these runs were measured along; of several, the one of most runs."""
    told = {run.id: _told(run) for run in runs if run.version != "model-free" and run.provenance}
    found = {run_id: each["checksum"] for run_id, each in told.items() if each.get("checksum")}
    checksums = Counter(found.values())
    most = checksums.most_common(1)[0][0] if checksums else None
    members = frozenset(run_id for run_id, checksum in found.items() if checksum == most)
    lacking = [run for run in runs if run.id in told and run.id not in found]
    why = _why(lacking, told, len(checksums)) if told else ""
    return SharedSuite(most, bool(most) and not why, why, members)


def _told(run: Run) -> Mapping[str, Any]:
    told: Mapping[str, Any] = run.provenance.get("suite") or {
        "why": "it began before there were suites"
    }
    return told


def _why(lacking: Sequence[Run], told: Mapping[str, Mapping[str, Any]], suites: int) -> str:
    if not lacking:
        return f"these runs were measured along {suites} different suites" if suites > 1 else ""
    first = lacking[0]
    reason = str(told[first.id].get("why", ""))
    others = len(lacking) - 1
    who = f"run {first.name}" + (f" and {others} more were" if others else " was")
    made = f"{_command(first)} makes one for runs that start later"
    return f"{who} measured along no suite ({reason}; {made})"


def _command(run: Run) -> str:
    """What makes a suite of a run's environment; with arguments of its own, from the run itself."""
    made = f"branchpoint suite make {quote(run.environment)}"
    has_arguments = run.spec["environment"].get("kwargs")
    return f"{made} --from {quote(run.name)}" if has_arguments else made
