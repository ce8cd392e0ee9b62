"""How wrong the model is after h steps, and what that is worth beside naive predictors."""

from backend.spec.diagnostic import DEVIATIONS, Curve

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
        how_to_read="1 is a perfect model. Where it first reaches 0 is the break-even "
        "horizon: from there on the model says no more than the state that it began at.",
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
)
