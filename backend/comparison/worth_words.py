"""What one run's model is worth beside naive predictors, along its own episodes and the suite."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.db import profiles
from backend.db.break_even import break_even
from backend.spec.diagnostic import WHOSE_EPISODES, DataPolicy
from backend.verdict.break_even import beside_linear_sentence, break_even_sentence

KINDS = ("horizon-error", "skill", "persistence-error", "linear-error")


def worth_reading(session: Session, run_id: str, along: DataPolicy, env_step: int | None) -> str:
    """Its break-even horizon and where linear least squares is better; empty before they are known.

    Along the episodes that are looked at, and along the suite where the run has one.
    """
    curves = {
        (curve.kind, curve.policy): curve
        for kind in KINDS
        for curve in profiles.read_at(session, [run_id], kind, None, env_step)
    }
    whose: Sequence[DataPolicy] = (along, "suite") if along != "suite" else ("suite",)
    said = []
    for policy in whose:
        error, skill, persistence, linear = (curves.get((kind, policy)) for kind in KINDS)
        where = f"Along {WHOSE_EPISODES[policy]}"
        ahead = break_even_sentence(break_even(skill, error, persistence), where)
        said.append(ahead)
        if error is not None and linear is not None:
            there = "There" if ahead else where
            said.append(beside_linear_sentence(error.mean.tolist(), linear.mean.tolist(), there))
    return " ".join(filter(None, said))
