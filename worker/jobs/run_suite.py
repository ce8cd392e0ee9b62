"""Which suite a run is measured along: the one that exists when it starts, to its end."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from backend.db import runs, suites
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.suite_file import SuiteFile, identity
from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.mbrl.environment import SimulatorFault, Task
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.open_loop import windows_from
from worker.mbrl.evaluation.suite import Suite

# A suite is of this very environment if its first steps are, to so many of its deviations: rounding
# differs between machines, and grows with the steps.
STEPS_PLAYED = 10
SAME = 0.01

Told = dict[str, Any]


def suite_of_claim(database: Database, claim: Claim, artifacts: str) -> tuple[Suite | None, Told]:
    """`suite_of_run` of a claimed run, by what an earlier attempt noted of it."""
    with database.reading() as session:
        run = runs.get(session, claim.run_id)
        known = None if run is None else run.provenance or None
    return suite_of_run(claim.spec, artifacts, known)


def suite_of_run(
    spec: RunSpec, artifacts: str, known: Mapping[str, Any] | None
) -> tuple[Suite | None, Told]:
    """The suite, if there is one for this run, and what its provenance is to say of it.

    A run that goes on keeps the one that it began with, or none.

    Args:
        spec: The run.
        artifacts: Address of the artifact store.
        known: The run's provenance from an earlier attempt; None at the first.
    """
    if not spec.algorithm.uses_model:
        return None, _none("a model-free run has no model to measure")
    return _chosen(spec, artifacts) if known is None else _kept(spec, artifacts, known)


def _chosen(spec: RunSpec, artifacts: str) -> tuple[Suite | None, Told]:
    found = suites.in_force(artifacts, identity(spec.environment))
    if found is None:
        return None, _none("there was no suite of its environment when it started")
    problem = differs(found, task_of(spec))
    if problem:
        return None, _none(f"suite {found.checksum[:12]} {problem}")
    return loaded(found), {
        "checksum": found.checksum,
        "why": "",
        "episodes": len(found.lengths),
        "starts": len(found.starts),
        "horizon": found.horizon,
    }


def _kept(spec: RunSpec, artifacts: str, known: Mapping[str, Any]) -> tuple[Suite | None, Told]:
    """The one that it began with; what was measured along it keeps its checksum if it is gone."""
    told = dict(known.get("suite") or _none("it began before there were suites"))
    if told["checksum"] is None or told["why"]:
        return None, told
    found = suites.by_checksum(artifacts, spec.environment.id, told["checksum"])
    if found is None:
        return None, told | {"why": "its file is gone since the run started"}
    problem = differs(found, task_of(spec))
    return (None, told | {"why": problem}) if problem else (loaded(found), told)


def words(told: Mapping[str, Any]) -> str:
    """What the run's log says of it."""
    if told["why"]:
        return f"measured along no suite: {told['why']}"
    return (
        f"measured along suite {told['checksum'][:12]} too: {told['episodes']} episodes, "
        f"{told['starts']} starts, horizon {told['horizon']}"
    )


def _none(why: str) -> Told:
    return {"checksum": None, "why": why}


def loaded(file: SuiteFile) -> Suite:
    """The suite as tensors."""
    starts = [(int(episode), int(first)) for episode, first in file.starts]
    windows = windows_from(list(episodes_of(file)), starts, file.horizon)
    return Suite(file.checksum, windows, torch.from_numpy(file.scale))


def episodes_of(file: SuiteFile) -> list[Episode]:
    """The episodes one by one."""
    ends = np.cumsum(file.lengths)[:-1]
    obs = np.split(file.obs, ends + np.arange(1, len(file.lengths)))
    parts = zip(obs, np.split(file.act, ends), np.split(file.rewards, ends), strict=True)
    return [
        Episode(torch.from_numpy(seen), torch.from_numpy(done), torch.from_numpy(paid))
        for seen, done, paid in parts
    ]


def differs(file: SuiteFile, task: Task) -> str:
    """Why a suite is not of this environment as the run sees it; empty where it is.

    Its first episode is begun once more: a wrapper, a setting or another version of the simulator
    that answers otherwise is found by what it answers.
    """
    shape = (file.obs.shape[1], file.act.shape[1])
    if shape != (task.observation_dims, task.action_dims):
        return (
            f"has {shape[0]} observations and {shape[1]} actions, and this environment has "
            f"{task.observation_dims} and {task.action_dims}"
        )
    episode, scale = episodes_of(file)[0], torch.from_numpy(file.scale)
    try:
        environment = task.make()
        answered = [environment.reset(int(file.about["policies"][0]["seeds"][0]))]
        for action in episode.act[:STEPS_PLAYED]:
            step = environment.step(action)
            answered.append(step.obs_next)
            if step.ended:
                break
    except SimulatorFault as error:
        return f"cannot be played here: {error}"
    off = ((torch.stack(answered) - episode.obs[: len(answered)]) / scale).abs().amax(dim=1)
    beyond = torch.nonzero(~(off <= SAME))
    if not len(beyond):
        return ""
    when = "at its reset" if int(beyond[0]) == 0 else f"at step {int(beyond[0])}"
    versions = file.about.get("versions", {})
    return (
        f"was recorded from an environment that answers otherwise: {when} of its first episode an "
        f"observation is off by {float(off[beyond[0]]):.2g} deviations (it was made with "
        f"gymnasium {versions.get('gymnasium')})"
    )
