"""How far apart the state distributions of data, imagination and the current policy are."""

from backend.spec.diagnostic import Series, with_interval

AUC = "Ours; a classifier two-sample test (Lopez-Paz and Oquab 2017)."
METHOD = (
    "Newcombe's for a Mann-Whitney statistic of whole episodes. In simulations it holds the truth "
    "in 88 to 100 %. Left out with fewer than three episodes on a side."
)
NOT_TOLD = (
    "At 0.5 and below the classifier does not tell them apart. Below is worse than guessing: what "
    "it learned from some episodes does not hold in others. 0.3 is neither a difference of 0.7 nor "
    "more alike than 0.5, but as little told as that; its interval says how uncertain it is."
)
ENERGY = "Székely and Rizzo 2013, for the energy distance."
# By the end of a key: the name, what is told apart, and how to read its area.
PAIRS = (
    (
        "data",
        "data against the current policy",
        "states of the data from states of the current policy",
        "At 1 they share nothing, and the model has not seen where the policy goes.",
    ),
    (
        "imagined",
        "rollouts against the current policy",
        "imagined states from real ones of the current policy",
        "At 1 the policy learns somewhere else than where it will go.",
    ),
    (
        "reference",
        "two halves of the current policy's episodes",
        "two halves of the evaluation's own episodes",
        "It is what the others would be if nothing differed: about 0.5, as far from it as so few "
        "episodes allow.",
    ),
)


def _of_pair(key: str, name: str, told: str, reading: str) -> tuple[Series, ...]:
    area = Series(
        key=f"mismatch/auc_{key}",
        needs="model",
        name=f"{name}, AUC",
        unit="area under the curve",
        definition=f"How well a classifier tells {told}, in episodes that it did not see. "
        "Left out with fewer than two episodes on a side.",
        how_to_read=f"{reading} {NOT_TOLD}",
        source=AUC,
        ideal=0.5,
    )
    return (
        *with_interval(area, METHOD, "Newcombe 2006, part 2, method 5."),
        Series(
            key=f"mismatch/energy_{key}",
            needs="model",
            name=f"{name}, energy distance",
            unit="standard deviations of the data",
            definition="Distance between the two sets of states; within a set, states of "
            "different episodes are compared.",
            how_to_read="At 0 they are alike; compare it with that of two halves of the policy's "
            "episodes.",
            source=ENERGY,
        ),
    )


MISMATCH_SERIES = tuple(series for pair in PAIRS for series in _of_pair(*pair))
