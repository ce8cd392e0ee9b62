"""The columns of the table of trust: what it says of each group of runs, and how to read it."""

from backend.spec.diagnostic import Diagnostic
from backend.spec.measures import TOLERANCE

# The names of `TrustGroup`'s fields, in the order of the questions: how does the error grow, how
# far does that carry, what did the changed policy do to it, and what did it cost.
TRUST_COLUMNS = (
    Diagnostic(
        key="law",
        name="growth law",
        unit="runs",
        definition="The law that fits the error over the horizon best.",
        how_to_read="Linear: errors add up; quadratic: they compound as in the lecture's bound; "
        "exponential: each multiplies the next.",
        source="Ross and Bagnell 2010, theorem 2.1; Asadi et al. 2018, theorem 1.",
    ),
    Diagnostic(
        key="r_squared",
        name="fit of the law",
        unit="R²",
        definition="How much of the curve that law explains.",
        how_to_read="1 is all of it; far below 1, none of the three describes it.",
    ),
    Diagnostic(
        key="error_of_one_step",
        name="one-step error ε",
        unit="deviations",
        definition="Open-loop error of the current policy at h = 1, in standard deviations of the "
        "data.",
        how_to_read="It is where every growth begins.",
    ),
    Diagnostic(
        key="growth_per_step",
        name="growth per step",
        unit="factor",
        definition="What the exponential fit multiplies the error by with each imagined step, "
        "whichever law fits best.",
        how_to_read="1 is no growth; 1.1 is ten times the error after 24 steps.",
    ),
    Diagnostic(
        key="by_tolerance",
        name="k by tolerance",
        unit="steps",
        definition=f"The longest rollout whose error stays within {TOLERANCE:g} deviations of the "
        "data, or within the run's own tolerance where its length adapts.",
        how_to_read="It is never more than was measured.",
    ),
    Diagnostic(
        key="by_bound",
        name="k by bound",
        unit="steps",
        definition="The length that minimises MBPO's bound for the measured error and policy "
        "shift.",
        how_to_read="It is loose: read it as short or long.",
        source="Janner et al. 2019 (MBPO), theorem 4.3.",
    ),
    Diagnostic(
        key="in_force",
        name="k used",
        unit="steps",
        definition="Rollout length, or the planner's horizon, at the latest fit.",
        how_to_read="Above the advised lengths the run trusts its model further than was measured "
        "to be wise.",
    ),
    Diagnostic(
        key="policy_shift",
        name="policy shift",
        unit="least total variation",
        definition="How far the states of the current policy are from those of the data.",
        how_to_read="0 they are alike, 1 they share nothing and the model has not seen where the "
        "policy goes.",
    ),
    Diagnostic(
        key="price_of_change",
        name="price of the change",
        unit="current ÷ data",
        definition="Open-loop error along the current policy's episodes over that along the "
        "data's, at the end of the rollouts in use (h = k, or the longest h measured).",
        how_to_read="Above 1, changing the policy made the model worse.",
    ),
    Diagnostic(
        key="alarm",
        name="exploitation alarm",
        unit="runs",
        definition="Runs whose model return rose over the last five evaluations while the real "
        "return did not.",
        how_to_read="There the policy has learned to please the model.",
        source="After Kurutach et al. 2018 (ME-TRPO), section 4.2.",
    ),
    Diagnostic(
        key="cpu",
        name="CPU time",
        unit="seconds",
        definition="CPU time of a run so far, diagnostics included.",
        how_to_read="It is what the run has cost.",
    ),
    Diagnostic(
        key="diagnostics",
        name="of it diagnostics",
        unit="%",
        definition="Share of that time spent on measuring what this table says.",
        how_to_read="The spec's diagnostics budget bounds it.",
    ),
)
