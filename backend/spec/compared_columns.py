"""The columns of a comparison: what it says of each group of runs at one horizon."""

from backend.spec.diagnostic import Diagnostic

# The names of `ComparedGroup`'s fields, in reading order.
COMPARED_COLUMNS = (
    Diagnostic(
        key="error",
        name="error",
        unit="deviations",
        scale="log",
        definition="Open-loop error of the model at the horizon under the cursor: along the suite "
        "in standard deviations of the suite's states, else in those of each run's own data. Over "
        "seeds the geometric mean: a seed with an error of 0 has no logarithm and is not in it, "
        "and n says so.",
        how_to_read="1 is the error of a guess of the data's own mean.",
    ),
    Diagnostic(
        key="price_of_change",
        name="current ÷ data",
        unit="no unit",
        scale="log",
        definition="That error along the current policy's episodes over that along the data's, at "
        "the same horizon.",
        how_to_read="Above 1, changing the policy made the model worse.",
    ),
    Diagnostic(
        key="break_even",
        name="break-even",
        unit="steps",
        definition="The first h at which that error is not below that of the guess that nothing "
        "changes, on the same episodes: those that the head of the column names. Of several runs "
        "the median and the range; of a single one its 95 % interval over at least five episodes.",
        how_to_read="There the model says no more than the state that it began at. Ahead from h: "
        "it is better again from there.",
    ),
    Diagnostic(
        key="growth",
        name="growth",
        unit="law of most runs",
        definition="By which law that error grows with h, as the table of trust says it.",
        how_to_read="Linear where errors add up, exponential where each step multiplies them, "
        "levelling off where they are forgotten or have reached the size of the data.",
        source="Asadi et al. 2018, theorem 1.",
    ),
    Diagnostic(
        key="real_return",
        name="real return",
        unit="reward per episode",
        definition="Mean return of evaluation episodes in the real environment.",
        how_to_read="It is what the policy is worth.",
    ),
    Diagnostic(
        key="reached",
        name="seeds that reach it",
        unit="seeds",
        definition="How many seeds have a real return of at least the threshold: the one in the "
        "address, else where Gymnasium calls the task solved. With the exact 95 % interval of the "
        "chance that a seed does, by Clopper and Pearson.",
        how_to_read="What an interval of the mean cannot say of seeds that fail: all of five leave "
        "open that every second one does.",
    ),
    Diagnostic(
        key="model_return",
        name="model return",
        unit="reward per episode",
        definition="The same policy's return when the model imagines the episodes.",
        how_to_read="It is what the policy believes to be worth.",
    ),
    Diagnostic(
        key="gap",
        name="gap",
        unit="reward per episode",
        definition="Model return minus real return.",
        how_to_read="Where its whole interval lies above zero, the policy pleases the model.",
    ),
)
