"""What the first page asks for beyond what a server needs to answer at all: loaded once it does."""

from importlib import import_module

import plotly.graph_objects as go

from backend.spec.presets import PRESETS
from backend.version import answers_digest

# Laws, intervals and tests; a tenth of a second.
DISTRIBUTIONS = "scipy.special"


def load_ahead() -> None:
    """Load it."""
    answers_digest()
    # plotly reads what it knows of its properties with its first figure.
    go.Figure(go.Scatter(), {}).to_plotly_json()
    import_module(DISTRIBUTIONS)
    len(PRESETS)
