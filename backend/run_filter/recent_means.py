"""The mean of the last values of any series of a run, as many as are asked for."""

import math
import re
from functools import cache

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.series_tails import Floats, tails
from backend.db.tables import Run
from backend.run_filter.filter_field import FilterField, LookUp
from backend.run_filter.kept_numbers import Numbers, is_kept, kept_number
from backend.spec.series import SERIES

MOST_LAST = 50
WRITTEN = re.compile(r"([a-z0-9_]+(?:/[a-z0-9_]+)+)\.mean_last\(([1-9][0-9]{0,2})\)")
MEAN_NAMES = f"SERIES.mean_last(n) with n from 1 to {MOST_LAST}"
SAYS = "mean of the last so many values; nothing where there are fewer, or one is not finite"
# Runs that the keeper has not come to yet, at most: more would hold up a list.
MOST_LOOKED_UP = 500


def named_mean(text: str) -> FilterField | None:
    """The field of a text such as `return/real.mean_last(10)`; None where it is none."""
    asked = WRITTEN.fullmatch(text)
    if asked is None or asked[1] not in SERIES or int(asked[2]) > MOST_LAST:
        return None
    return _mean_last(asked[1], int(asked[2]))


@cache
def _mean_last(key: str, count: int) -> FilterField:
    look_up = LookUp(f"last {key} {count}", key, count)
    number = func.coalesce(look_up.number(), kept_number(kept_as(key), count - 1))
    described = SERIES[key]
    says = f"{described.name}: mean of the last {count}"
    return FilterField(
        f"{key}.mean_last({count})", says, {"number": number}, described.unit, look_up=look_up
    )


def kept_as(key: str) -> str:
    """How the keeper calls the means of a series."""
    return f"last {key}"


def means_of_last(values: Floats) -> Numbers:
    """The means of the last 1, 2, ... of them; None from the first on that is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        means = np.cumsum(values[::-1]) / np.arange(1, len(values) + 1)
    return [float(f"{mean:.9g}") if math.isfinite(mean) else None for mean in means]


def means_of_others(session: Session, key: str, count: int) -> dict[str, float]:
    """Of the newest runs that still run, or that the keeper has not come to yet."""
    lacking = select(Run.id).where(
        Run.deleted_at.is_(None), Run.env_steps > 0, ~is_kept(kept_as(key))
    )
    newest = lacking.order_by(Run.created_at.desc(), Run.id).limit(MOST_LOOKED_UP)
    ends = tails(session, session.scalars(newest).all(), [key], count)
    means = {
        run_id: means_of_last(values)[-1]
        for (run_id, _), values in ends.items()
        if len(values) == count
    }
    return {run_id: mean for run_id, mean in means.items() if mean is not None}
