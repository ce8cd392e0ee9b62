"""What is said of the real returns of a group's seeds, beyond their mean, on request."""

from backend.spec.diagnostic import Diagnostic

UNIT = "reward per episode"

SEED_STATISTICS = (
    Diagnostic(
        key="mean",
        name="mean",
        unit=UNIT,
        definition="Mean over seeds of the real return at the evaluation shown, with Student's "
        "95 % interval. Seeds whose return is not a finite number are in no mean, and n says so.",
        how_to_read="What a seed pays on average; one failed seed moves it much.",
    ),
    Diagnostic(
        key="median",
        name="median",
        unit=UNIT,
        definition="Median over seeds, with its exact interval between two of the seeds. There is "
        "none below six seeds. A seed that diverged counts as the lowest.",
        how_to_read="What every other seed pays at least.",
    ),
    Diagnostic(
        key="interquartile_mean",
        name="IQM",
        unit=UNIT,
        definition="Interquartile mean: without the upper and lower quarter of the seeds, rounded "
        "down, so that of three seeds it is the plain mean; with the interval of Tukey and "
        "McLaughlin. A seed that diverged counts as the lowest; where more than a quarter did "
        "there is no number.",
        how_to_read="It is moved little by a seed that fails, and wastes fewer seeds than the "
        "median.",
        source="Agarwal et al. 2021, section 4.3.",
    ),
    Diagnostic(
        key="normalised_score",
        name="normalised score",
        unit="no unit",
        definition="(return - random) / (trained - random), with the mean returns of the random "
        "and the trained policy of the environment's suite. Of one task the mean over seeds with "
        "Student's interval; of several the IQM over all runs with a stratified bootstrap's, where "
        "runs that diverged count as the lowest.",
        how_to_read="0 is no better than chance, 1 as good as that policy, which was trained for "
        "minutes: more than 1 is usual.",
        source="Agarwal et al. 2021, section 4.3.",
    ),
    Diagnostic(
        key="mean_of_last",
        name="mean of the last",
        unit=UNIT,
        definition="Mean over seeds of each run's mean of its last evaluations (five, unless "
        "another number is asked for). A run with fewer, or one that is not finite, has none.",
        how_to_read="Steadier than the latest evaluation alone.",
    ),
    Diagnostic(
        key="area",
        name="area under the curve",
        unit=UNIT,
        definition="The mean height of a run's curve from its first evaluation to its last, by "
        "the trapezoid rule.",
        how_to_read="It rewards learning early. Compare it between runs of the same length only.",
    ),
    Diagnostic(
        key="reached",
        name="seeds that reach it",
        unit="seeds",
        definition="How many seeds pay the threshold or more at the evaluation shown, with the "
        "exact interval of Clopper and Pearson. A seed that diverged does not.",
        how_to_read="All of five seeds leave open that every second one fails.",
    ),
    Diagnostic(
        key="steps_to_threshold",
        name="steps to it",
        unit="real steps",
        definition="Median and range over seeds of the real step of the first evaluation that "
        "pays the threshold; > n: not within the n real steps that were made.",
        how_to_read="Seeds that have not reached it are counted, not left out.",
    ),
)
