"""The table of trust as columns of a file."""

from typing import get_args

import pyarrow as pa

from backend.schemas import EstimateView
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.trust.growth_law import Law
from backend.trust.schemas import Tally, TrustComparison, TrustGroup

VERDICTS: dict[str, tuple[str, ...]] = {"law": get_args(Law), "alarm": ("raised", "quiet")}


def trust_table(comparison: TrustComparison) -> pa.Table:
    """One row for each group: its label, runs and seeds, then the columns in their order.

    A number has three columns: its mean, `_half_width` of the 95 % interval, and `_n` runs. A
    verdict has one for each of its values, with the runs that say so.
    """
    rows = [_row(group) for group in comparison.groups]
    names = rows[0] if rows else {}
    return pa.table({name: [row[name] for row in rows] for name in names})


def _row(group: TrustGroup) -> dict[str, str | float | int | None]:
    row: dict[str, str | float | int | None] = {
        "group": group.label,
        "runs": " ".join(group.run_ids),
        "seeds": group.seeds,
    }
    for column in TRUST_COLUMNS:
        said: EstimateView | Tally = getattr(group, column.key)
        if isinstance(said, Tally):
            counts = {name: said.counts.get(name, 0) for name in VERDICTS[column.key]}
            row |= {f"{column.key}_{name}": count for name, count in counts.items()}
        else:
            row[column.key] = said.mean
            row |= {f"{column.key}_half_width": said.half_width, f"{column.key}_n": said.n}
    return row
