"""What the table of trust says of each group of runs, and how to read it."""

from backend.spec.measures import TOLERANCE
from backend.spec.metrics import Metric

# The names of `TrustGroup`'s fields, in the order of the questions: how does the error grow, how
# far does that carry, what did the changed policy do to it, and what did it cost.
COLUMNS = (
    Metric(
        "law",
        "growth law",
        "runs",
        "D8: the law that fits the error over the horizon best. Linear: errors add up; quadratic: "
        "they compound as in the lecture's bound; exponential: each multiplies the next.",
    ),
    Metric(
        "r_squared",
        "fit of the law",
        "R²",
        "How much of the curve that law explains: 1 all of it; far below 1, none of the three "
        "describes it.",
    ),
    Metric(
        "error_of_one_step",
        "one-step error ε",
        "deviations",
        "D2 at h = 1, in standard deviations of the data: where every growth begins.",
    ),
    Metric(
        "growth",
        "growth per step",
        "factor",
        "What the exponential fit multiplies the error by with each imagined step, whichever law "
        "fits best: 1 is no growth, 1.1 is ten times the error after 24 steps.",
    ),
    Metric(
        "by_tolerance",
        "k by tolerance",
        "steps",
        f"D9: the longest rollout whose error stays within {TOLERANCE:g} deviations of the data, "
        "or within the run's own tolerance where its length adapts; never more than was measured.",
    ),
    Metric(
        "by_bound",
        "k by bound",
        "steps",
        "D9: the length that minimises MBPO's bound (Janner et al. 2019, theorem 4.3) for the "
        "measured error and policy shift. It is loose: read it as short or long.",
    ),
    Metric(
        "in_force",
        "k used",
        "steps",
        "Rollout length, or the planner's horizon, at the latest fit: above the advised lengths "
        "the run trusts its model further than was measured to be wise.",
    ),
    Metric(
        "policy_shift",
        "policy shift",
        "least total variation",
        "D7: how far the states of the current policy are from those of D. 0 they are alike, 1 "
        "they share nothing and the model has not seen where the policy goes.",
    ),
    Metric(
        "price",
        "price of the change",
        "D2 ÷ D1",
        "Error under the current policy over error under the policies that filled D, at the end "
        "of the rollouts in use (h = k, or the longest h measured): above 1, changing the policy "
        "made the model worse.",
    ),
    Metric(
        "alarm",
        "exploitation alarm",
        "runs",
        "Runs whose model return rose over the last five evaluations while the real return did "
        "not: there the policy has learned to please the model.",
    ),
    Metric("cpu", "CPU time", "seconds", "CPU time of a run so far, diagnostics included."),
    Metric(
        "diagnostics",
        "of it diagnostics",
        "%",
        "Share of that time spent on measuring what this table says.",
    ),
)
