"""The unit of counted work beside multiplications: what one call of a network costs."""

# A call costs as much as this many multiplications even when it computes next to nothing. With what
# is done around it (draws, normalising, optimiser steps, simulators) it takes 0.3 to 0.6 ms where a
# second is worth 17 billion. `python -m tests.benchmarks.engine.work` holds it against CPU time.
CALL_COST = 5_000_000
