"""Profiles: curves over the horizon, one for each (run, kind, policy, real step)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import upsert
from backend.db.packed_curves import Counts, Curves, Floats, packed, unpacked
from backend.db.queue import Claim, owned
from backend.db.tables import ProfileRecord

QUANTILES = 3
KEY = ("run_id", "kind", "policy", "env_step")
# What a profile is made from, in the order of `_profile`.
COLUMNS = (
    ProfileRecord.run_id, ProfileRecord.kind, ProfileRecord.policy, ProfileRecord.env_step,
    ProfileRecord.propagation, ProfileRecord.packed,
)  # fmt: skip


@dataclass(frozen=True)
class StoredProfile:
    """A curve over the horizon. Every array has one entry for each horizon.

    What is stored of it has the means as they are, quantiles and episodes within 0.0016 %.

    Attributes:
        run_id: Whose it is.
        kind: What it measures, a key of `backend.spec.curves.CURVES`.
        policy: The policy that made the data.
        env_step: Real steps of training when it was measured.
        propagation: How the ensemble predicted.
        horizon: Steps ahead, from 1.
        mean: Mean over start states.
        q10: The 10 % quantile over start states.
        q50: The median.
        q90: The 90 % quantile.
        count: Start states.
        episodes: The mean over each episode's start states, one row an episode; no rows where they
            were not kept. Start states of one episode are alike, so it is episodes that say how
            far a curve can be trusted.
        episode_starts: Start states of each episode.
    """

    run_id: str
    kind: str
    policy: str
    env_step: int
    propagation: str
    horizon: Counts
    mean: Floats
    q10: Floats
    q50: Floats
    q90: Floats
    count: Counts
    episodes: Floats = field(default_factory=lambda: np.empty((0, 0)))
    episode_starts: Counts = field(default_factory=lambda: np.empty(0, np.int64))

    def without_episodes(self) -> "StoredProfile":
        """The curve alone, which takes a sixth of the memory."""
        ends = {name: getattr(self, name).copy() for name in ("q10", "q50", "q90")}
        return replace(
            self, **ends, episodes=np.empty((0, 0)), episode_starts=np.empty(0, np.int64)
        )


def save(session: Session, claim: Claim, profiles: Sequence[StoredProfile]) -> None:
    """Store profiles of a claimed run; one that is stored already is replaced.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    write(session, rows(claim.run_id, profiles))
    changes.record(session, "profiles", claim.run_id, claim.run_id)


def rows(run_id: str, profiles: Sequence[StoredProfile]) -> list[Mapping[str, Any]]:
    """Profiles of a run as they are stored; of two in one place the later one."""
    return [*{(p.kind, p.policy, p.env_step): _row(run_id, p) for p in profiles}.values()]


def write(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store packed profiles. Whoever calls this owns the run."""
    if rows:
        new = upsert(session, ProfileRecord)
        same = {name: new.excluded[name] for name in ("propagation", "packed")}
        upserted = new.on_conflict_do_update(index_elements=KEY, set_=same)
        session.connection().execute(upserted, [*rows])


def truncate_after(session: Session, claim: Claim, env_step: int) -> None:
    """Drop the profiles beyond `env_step`.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    mine = ProfileRecord.run_id == claim.run_id
    session.execute(delete(ProfileRecord).where(mine, ProfileRecord.env_step > env_step))
    changes.record(session, "profiles", claim.run_id, claim.run_id)


def read(
    session: Session, run_ids: Sequence[str], kind: str, policy: str | None = None
) -> list[StoredProfile]:
    """Every profile of a kind, by run and real step."""
    query = _matching(run_ids, kind, policy)
    order = (ProfileRecord.run_id, ProfileRecord.env_step, ProfileRecord.policy)
    return [_profile(*row) for row in session.execute(query.order_by(*order))]


def read_at(
    session: Session,
    run_ids: Sequence[str],
    kind: str,
    policy: str | None = None,
    env_step: int | None = None,
) -> list[StoredProfile]:
    """For each run and policy the last profile at or before `env_step`; with None the latest."""
    last = select(
        ProfileRecord.run_id,
        ProfileRecord.policy,
        func.max(ProfileRecord.env_step).label("env_step"),
    ).where(ProfileRecord.run_id.in_(run_ids), ProfileRecord.kind == kind)
    if env_step is not None:
        last = last.where(ProfileRecord.env_step <= env_step)
    latest = last.group_by(ProfileRecord.run_id, ProfileRecord.policy).subquery()
    query = _matching(run_ids, kind, policy).join(
        latest,
        (ProfileRecord.run_id == latest.c.run_id)
        & (ProfileRecord.policy == latest.c.policy)
        & (ProfileRecord.env_step == latest.c.env_step),
    )
    order = (ProfileRecord.run_id, ProfileRecord.policy)
    return [_profile(*row) for row in session.execute(query.order_by(*order))]


def steps(session: Session, run_ids: Sequence[str], kind: str) -> list[int]:
    """The real steps at which any of these runs has a profile of a kind, in order."""
    query = (
        select(ProfileRecord.env_step)
        .distinct()
        .where(ProfileRecord.run_id.in_(run_ids), ProfileRecord.kind == kind)
    )
    return sorted(session.scalars(query))


def steps_by_run(session: Session, run_ids: Sequence[str], kind: str) -> dict[str, frozenset[int]]:
    """The real steps at which each of these runs has a profile of a kind."""
    query = select(ProfileRecord.run_id, ProfileRecord.env_step).where(
        ProfileRecord.run_id.in_(run_ids), ProfileRecord.kind == kind
    )
    found: dict[str, set[int]] = {run_id: set() for run_id in run_ids}
    for run_id, env_step in session.execute(query):
        found[run_id].add(env_step)
    return {run_id: frozenset(env_steps) for run_id, env_steps in found.items()}


def steps_by_kind(session: Session, run_id: str) -> Mapping[str, list[int]]:
    """The real steps at which a run has profiles, by kind."""
    query = select(ProfileRecord.kind, ProfileRecord.env_step).distinct()
    found: dict[str, list[int]] = {}
    for row in session.execute(query.where(ProfileRecord.run_id == run_id)):
        found.setdefault(row.kind, []).append(row.env_step)
    return {kind: sorted(env_steps) for kind, env_steps in found.items()}


def _matching(run_ids: Sequence[str], kind: str, policy: str | None) -> Select[*tuple[Any, ...]]:
    query = select(*COLUMNS).where(ProfileRecord.run_id.in_(run_ids), ProfileRecord.kind == kind)
    return query if policy is None else query.where(ProfileRecord.policy == policy)


def _row(run_id: str, profile: StoredProfile) -> dict[str, Any]:
    has_episodes = len(profile.episodes) > 0
    quantiles = np.stack([profile.q10, profile.q50, profile.q90])
    curves = Curves(
        profile.horizon,
        profile.count,
        profile.mean,
        np.concatenate([quantiles, profile.episodes]) if has_episodes else quantiles,
        profile.episode_starts if has_episodes else np.empty(0, np.int64),
    )
    return {
        "run_id": run_id,
        "kind": profile.kind,
        "policy": profile.policy,
        "env_step": profile.env_step,
        "propagation": profile.propagation,
        "packed": packed(curves),
    }


def _profile(
    run_id: str, kind: str, policy: str, env_step: int, propagation: str, data: bytes
) -> StoredProfile:
    curves = unpacked(data)
    q10, q50, q90 = curves.rest[:QUANTILES]
    return StoredProfile(
        run_id=run_id,
        kind=kind,
        policy=policy,
        env_step=env_step,
        propagation=propagation,
        horizon=curves.horizon,
        mean=curves.mean,
        q10=q10,
        q50=q50,
        q90=q90,
        count=curves.count,
        episodes=curves.rest[QUANTILES:],
        episode_starts=curves.starts,
    )
