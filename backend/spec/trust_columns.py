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
        definition="By which law the open-loop error (between runs that share a suite that along "
        "the suite, else that of the current policy) grows with h: ε (L^h - 1) / (L - 1), which is "
        "constant for L = 0, levels off for L < 1, is linear for L = 1 and exponential above; "
        "ε L^(h - 1) with L > 1, exponential too; a steady rise from an offset; or a power of h. "
        "AICc chooses, over the curves of single episodes; laws within 4 of the best "
        "are not told apart. Nearly: the best one is off by more than 2 % (root mean square), more "
        "than chance explains. No law: by more than 5 %, likewise, or by more than 15 %. Where "
        "episodes grow at rates of their own, so that their mean is no curve of this family, it is "
        "the law of a typical one, their geometric mean.",
        how_to_read="Linear: what steps do wrong adds up, and its sum grows as the lecture's εT². "
        "Exponential: each step multiplies it. Levelling off: it is forgotten again, or has "
        "reached the size of the data.",
        source="Asadi et al. 2018, theorem 1; Ross and Bagnell 2010, theorem 2.1.",
    ),
    Diagnostic(
        key="growth_factor",
        name="growth factor L",
        unit="factor per step",
        definition="What a step multiplies what is wrong already by, where the law has such a "
        "factor; of a linear one it is 1. Of a single run with its 95 % interval over episodes, by "
        "jackknife, and their number; of several the mean over the runs whose law has it, with "
        "Student's interval over seeds, and n where these are not all. Where these follow several "
        "laws it is over the runs of the commonest, which is named.",
        how_to_read="Below 1 errors are forgotten, above 1 they explode: 1.1 is ten times as much "
        "after 24 steps.",
        source="Asadi et al. 2018, theorem 1.",
    ),
    Diagnostic(
        key="growth_exponent",
        name="growth exponent p",
        unit="exponent",
        definition="The exponent where the law is a power of h, with its interval as for L. Where "
        "the power is only near the curve, the interval holds the exponents of its first and "
        "second half.",
        how_to_read="Below 1 the error grows more slowly than the steps, above 1 faster.",
    ),
    Diagnostic(
        key="error_of_one_step",
        name="one-step error ε",
        unit="deviations",
        scale="log",
        definition="Open-loop error at h = 1: between runs that share a suite along it, in "
        "standard deviations of its states; else of the current policy, in those of the data.",
        how_to_read="It is where every growth begins.",
    ),
    Diagnostic(
        key="break_even",
        name="break-even horizon",
        unit="steps",
        definition="The first h at which the open-loop error is not below that of the guess that "
        "nothing changes (skill 0), along the same episodes: between runs that share a suite along "
        "it, else along each run's own episodes of its current policy. Of several runs the median "
        "and the range; of a single one its 95 % interval over at least five episodes, from the "
        "first h at which its lead may be lost to the first at which it must be. > H: not within "
        "the horizon measured. Ahead from h: the model is better again from there.",
        how_to_read="There the model says no more than the state that it began at. It says nothing "
        "of how small the error is: that is in the advised k.",
        source="Murphy 1988, for the skill score.",
    ),
    Diagnostic(
        key="advised_length",
        name="advised k",
        unit="steps",
        definition=f"The longest rollout whose error stays within {TOLERANCE:g} deviations of the "
        "data, or within the run's own tolerance where its length adapts, and whose return gap per "
        "step is not surely above a tenth of what a real step earns at the latest evaluation. A "
        "gap counts as far as it is beyond chance, by Student's 95 % interval over at least three "
        "episodes; the run page says where it was not measured or is too uncertain to judge.",
        how_to_read="Of several runs the median and the range; ≥ H: the whole horizon H that was "
        "measured, and perhaps further. The run page says which of the two limits "
        "it, and what it would be at half and at twice the tolerances.",
    ),
    Diagnostic(
        key="in_force",
        name="k used",
        unit="steps",
        definition="Rollout length, or the planner's horizon, at the latest fit.",
        how_to_read="Above the advised length the run trusts its model further than was measured "
        "to be wise.",
    ),
    Diagnostic(
        key="policy_shift",
        name="policy shift",
        unit="area under the curve",
        definition="How well a classifier tells states of the data from states of the current "
        "policy (AUC), in episodes that it did not see. A single run has its 95 % interval over "
        "episodes.",
        how_to_read="1: they share nothing, and the model has not seen where the policy goes. 0.5 "
        "or less: they are not told apart; below 0.5 is worse than guessing, and no difference.",
        source="A classifier two-sample test (Lopez-Paz and Oquab 2017).",
    ),
    Diagnostic(
        key="calibration_error",
        name="calibration error",
        unit="share",
        definition="How far the coverage of the 50 % and 90 % intervals is from 50 and 90 %, mean "
        "over the horizon and both.",
        how_to_read="0 is a model that is as sure as it may be; 0.7 one whose intervals hold "
        "nothing.",
        source="After Kuleshov et al. 2018, section 3.5.",
    ),
    Diagnostic(
        key="price_of_change",
        name="price of the change",
        unit="current ÷ data",
        scale="log",
        definition="Open-loop error along the current policy's episodes over that along the "
        "data's, at the end of the rollouts in use (h = k, or the longest h measured).",
        how_to_read="Above 1, changing the policy made the model worse.",
    ),
    Diagnostic(
        key="alarm",
        name="exploitation alarm",
        unit="runs",
        definition="Runs whose model promises more than the world pays: the promise rises and the "
        "real return does not follow, the real return fell and the promise stays, the promise is "
        "far above it at every evaluation, or above what the task can pay at all.",
        how_to_read="There the policy may have learned to please the model.",
        source="After Kurutach et al. 2018 (ME-TRPO), section 4.2.",
    ),
    Diagnostic(
        key="cpu",
        name="CPU time",
        unit="seconds",
        definition="CPU time of learning, collecting and evaluating so far, diagnostics included; "
        "not the start of the process and the writing of results.",
        how_to_read="It is what the run has cost.",
    ),
    Diagnostic(
        key="diagnostics",
        name="of it diagnostics",
        unit="%",
        definition="Share of that CPU time spent on diagnostics.",
        how_to_read="The spec's diagnostics budget bounds another share, that of the counted "
        "network computation; diagnostics take more CPU time than that, since they are many small "
        "calls, and the last evaluation is measured whatever it costs.",
    ),
)
