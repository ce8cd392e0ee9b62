"""What a return is worth beside two policies of its task's suite: a random and a trained one."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from backend.db import suites
from backend.db.suite_file import SuiteFile, identity
from backend.db.tables import Run
from backend.spec.run import RunSpec

NAN = float("nan")


@dataclass(frozen=True)
class Reference:
    """Two policies of a task, from its suite.

    Attributes:
        environment: The task's name.
        random: Mean return of the random policy.
        trained: That of the trained policy, which is more.
        source: Where both are from, as a sentence.
    """

    environment: str
    random: float
    trained: float
    source: str

    def score(self, value: float) -> float:
        """0 at the random policy's return, 1 at the trained one's."""
        return (value - self.random) / (self.trained - self.random)


@dataclass(frozen=True)
class References:
    """The references of some runs' tasks.

    Attributes:
        tasks: Of each run, its task as text.
        found: Of each task that has one, its reference.
        missing: Why each of the others has none, as sentences.
    """

    tasks: Mapping[str, str]
    found: Mapping[str, Reference]
    missing: Sequence[str]

    @property
    def words(self) -> str:
        """Where the scores are from, and which tasks have none."""
        sources = [reference.source for reference in self.found.values()]
        return " ".join([*sources, *self.missing])

    def has(self, run_id: str) -> bool:
        """Whether the run's task has a reference."""
        return self.tasks[run_id] in self.found

    def score(self, run_id: str, value: float) -> float:
        """A run's normalised score; NaN where its task has no reference."""
        reference = self.found.get(self.tasks[run_id])
        return NAN if reference is None else reference.score(value)

    def by_task(self, scores: Mapping[str, float]) -> list[list[float]]:
        """The scores of runs in lists by task, without the tasks that have no reference."""
        parts: dict[str, list[float]] = {}
        for run_id, score in scores.items():
            if self.has(run_id):
                parts.setdefault(self.tasks[run_id], []).append(score)
        return list(parts.values())


def references(artifacts: str, runs: Sequence[Run]) -> References:
    """The references of the tasks that runs act in.

    They are of the suite that most runs of the task were measured along, else of the one in
    force, and only of one whose episodes are as long as the runs'.

    Args:
        artifacts: Address of the artifact store, where suites lie.
        runs: The runs; all of a task share one reference.
    """
    specs = {run.id: RunSpec.model_validate(run.spec) for run in runs}
    tasks = {
        run_id: json.dumps(identity(spec.environment), sort_keys=True)
        for run_id, spec in specs.items()
    }
    found: dict[str, Reference] = {}
    missing: list[str] = []
    for task in dict.fromkeys(tasks.values()):
        of_task = [run for run in runs if tasks[run.id] == task]
        suite = _suite(artifacts, of_task, json.loads(task))
        limits = {specs[run.id].episode_limit for run in of_task}
        made = _reference(of_task[0].environment, suite, limits)
        if isinstance(made, Reference):
            found[task] = made
        else:
            missing.append(made)
    return References(tasks, found, missing)


def _suite(artifacts: str, runs: Sequence[Run], task: Mapping[str, object]) -> SuiteFile | None:
    noted = Counter(_checksums(runs)).most_common(1)
    if noted:
        suite = suites.by_checksum(artifacts, str(task["id"]), noted[0][0])
        if suite is not None:
            return suite
    return suites.in_force(artifacts, task)


def _checksums(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        checksum = ((run.provenance or {}).get("suite") or {}).get("checksum")
        if checksum:
            yield checksum


def _reference(environment: str, suite: SuiteFile | None, limits: set[int]) -> Reference | str:
    """The reference, or the sentence why there is none."""
    none = f"No normalised score on {environment}:"
    if suite is None:
        return f"{none} it has no suite."
    policies = [each for each in suite.about["policies"] if not each["noise"]]
    random, trained = policies[0], policies[-1]
    longest = max(max(each["lengths"]) for each in (random, trained))
    if limits != {longest}:
        told = " and ".join(f"{limit:,}" for limit in sorted(limits))
        return (
            f"{none} the longest episode of these policies in its suite has {longest:,} steps, and "
            f"those of the runs have up to {told}."
        )
    low, high = fmean(random["returns"]), fmean(trained["returns"])
    if high <= low:
        return f"{none} the trained policy of its suite is not better than the random one."
    return Reference(environment, low, high, _source(environment, suite, random, trained))


def _source(
    environment: str, suite: SuiteFile, random: Mapping[str, Any], trained: Mapping[str, Any]
) -> str:
    low, high = (_mean_words(each["returns"]) for each in (random, trained))
    steps = f" after {trained['steps']:,} real steps" if "steps" in trained else ""
    return (
        f"On {environment} a normalised score of 0 is the mean return of the random policy in "
        f"suite {suite.checksum[:12]} ({low} over {len(random['returns'])} episodes), and 1 that "
        f"of its policy “{trained['name']}”{steps} ({high} over {len(trained['returns'])})."
    )


def _mean_words(returns: Sequence[float]) -> str:
    return f"{fmean(returns):,.1f}".replace("-", "\N{MINUS SIGN}")
