"""How wrong the model is after h steps, and what that is worth beside naive predictors."""

from backend.spec.diagnostic import DEVIATIONS, Curve, DataPolicy


def _of_each_dimension(key: str, steps: int, how_to_read: str) -> Curve:
    after = f"{steps} step" + ("s" if steps > 1 else "")
    return Curve(
        key=key,
        needs="model",
        name=f"error per dimension, {after}",
        label=f"error after {after}",
        unit=DEVIATIONS,
        definition=f"|predicted - real| of each dimension of the observation after {after} of the "
        "open-loop error, divided by the dimension's standard deviation over the data, as a mean "
        "over the start states. In exports the column of the horizon holds the dimension's "
        "place, from 1.",
        how_to_read=how_to_read,
        scale="log",
        line="error",
        policies=ALL_POLICIES,
        along_episodes=True,
        x_title="dimension of the observation",
        over_dimensions=True,
    )


ALL_POLICIES: tuple[DataPolicy, ...] = ("data", "current", "suite")
_TENTHS = "tenth of the states, by distance from D (1 is nearest)"
ERROR_CURVES = (
    Curve(
        key="horizon-error",
        needs="model",
        name="open-loop error",
        label="open-loop state error",
        unit=DEVIATIONS,
        definition="From a real state the model is fed the actions that were really taken, and "
        "its own predictions in place of later states. The error after h such steps is "
        "e_h = sqrt(mean over dimensions of (predicted - real)^2), each dimension divided by "
        "its standard deviation over the data.",
        how_to_read="Compare it along episodes of the policies that filled the data with that "
        "along episodes of the current policy: the ratio is what changing the policy cost. "
        "Models of different runs are compared along the suite: fixed episodes of the "
        "environment, the same starts and actions for every run, in deviations of the suite's "
        "own states. "
        "Where what steps do wrong adds up, the error of a step grows along εh and its sum "
        "over the steps along εh(h + 1)/2: the lecture's εT² is on the sum.",
        source="Ours. The interest in short horizons follows Janner et al. 2019 (MBPO), the "
        "references Ross and Bagnell 2010, theorem 2.1.",
        scale="log",
        line="open-loop error",
        has_own_figure=True,
        policies=("data", "current", "suite"),
        references=("linear",),
        summed_label="open-loop state error, added up over h steps",
        along_episodes=True,
        naive=("persistence-error", "mean-change-error", "linear-error"),
    ),
    Curve(
        key="skill",
        needs="model",
        name="skill",
        label="skill over persistence",
        unit="no unit",
        definition="1 - e_h / e_h(persistence): how much smaller the open-loop error is than "
        "that of the guess that nothing changes, along the same episodes. The mean is of mean "
        "errors, the quantiles are of single starts.",
        how_to_read="1 is a perfect model. The first h at which it is not above 0 is the "
        "break-even horizon: there the model says no more than the state that it began at. A curve "
        "that only dips is better again later.",
        source="Murphy 1988, for the skill score; here of root-mean-square errors.",
        ideal=0.0,
        always_shown=(0.0, 1.0),
        line="skill",
        policies=("data", "current", "suite"),
    ),
    Curve(
        key="persistence-error",
        needs="model",
        name="error of persistence",
        unit=DEVIATIONS,
        definition="Open-loop error of the guess that the state stays as it is, along the same "
        "windows as the model's.",
        how_to_read="On a smooth task it is small for many steps. A model above it is worth "
        "nothing there.",
        scale="log",
        line="persistence",
        policies=("data", "current", "suite"),
        is_companion=True,
    ),
    Curve(
        key="mean-change-error",
        needs="model",
        name="error of the mean change",
        unit=DEVIATIONS,
        definition="Open-loop error of the guess that every step changes the state as an "
        "average step of the data does.",
        how_to_read="It is below persistence where the whole data drifts one way.",
        scale="log",
        line="mean change",
        policies=("data", "current", "suite"),
        is_companion=True,
    ),
    Curve(
        key="linear-error",
        needs="model",
        name="error of a linear model",
        unit=DEVIATIONS,
        definition="Open-loop error of linear least squares from state and action to the "
        "change of the state, fitted to the same data and fed back its own predictions.",
        how_to_read="A model above it has not learned more than a straight line would. It may "
        "itself explode.",
        scale="log",
        line="linear",
        policies=("data", "current", "suite"),
        is_companion=True,
    ),
    Curve(
        key="value-error",
        needs="diagnostic",
        name="value-aware error",
        label="error in the value of the state",
        unit="discounted reward",
        definition="|V(predicted state) - V(real state)| after h steps along real actions, by the "
        "run's own critic; dashed the same of the guess that nothing changes. Of SAC and what is "
        "built on it.",
        how_to_read="It is the part of the error that the policy can feel. A large state error "
        "with a small one here lies in dimensions that do not matter, or that the critic does not "
        "know to matter.",
        source="After Farahmand et al. 2017 (value-aware model learning), measured.",
        scale="log",
        line="model",
        companion="persistence-value-error",
    ),
    Curve(
        key="persistence-value-error",
        needs="diagnostic",
        name="value-aware error of persistence",
        label="error in the value of the state, persistence",
        unit="discounted reward",
        definition="|V(first state) - V(real state)| after h steps, by the run's own critic.",
        how_to_read="A model above it is worth nothing to this critic.",
        scale="log",
        line="persistence",
        is_companion=True,
    ),
    _of_each_dimension(
        "dimension-error",
        1,
        "The open-loop error is the root mean square over these. One dimension far above the "
        "others is what the model has not learned, often one that jumps, as at a contact.",
    ),
    _of_each_dimension(
        "dimension-error-10",
        10,
        "A dimension that is good after one step and bad after ten adds up what others do to it, "
        "as a position does with its velocity. Left out where episodes are shorter.",
    ),
    Curve(
        key="distance-error",
        needs="diagnostic",
        name="error by distance from D",
        label="error of one step, and distance from D",
        unit=DEVIATIONS,
        definition="States of the current policy's episodes, sorted by their distance from the "
        "nearest of at most 2,000 states of D and cut into ten parts of equal size: for each the "
        "mean state error after one step (solid), and the mean distance (dashed). Both are root "
        "mean squares over the dimensions, in standard deviations of the data.",
        how_to_read="Where the error rises with the distance the model is right near its data and "
        "wrong beyond: more data there would help, and disagreement can warn. Where it is flat, "
        "what is wrong is not a lack of data.",
        source="Ours. That errors grow away from the data is what penalties in offline "
        "model-based learning assume (Yu et al. 2020, MOPO).",
        scale="log",
        line="error",
        companion="distance",
        x_title=_TENTHS,
    ),
    Curve(
        key="distance",
        needs="diagnostic",
        name="distance from D",
        label="distance from the nearest state of D",
        unit=DEVIATIONS,
        definition="Distance of the same states from the nearest of at most 2,000 states of D: the "
        "root mean square over the dimensions, as a mean over each of the ten parts.",
        how_to_read="It says how far from the data the policy goes. Beside an error of its own "
        "size a model is worth no more than the nearest known state.",
        scale="log",
        line="distance",
        is_companion=True,
        x_title=_TENTHS,
    ),
)
