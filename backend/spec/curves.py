"""The diagnostics over the horizon, in the order of the questions that they answer."""

from typing import Literal

from backend.spec.behaviour_curves import BEHAVIOUR_CURVES
from backend.spec.calibration_curves import CALIBRATION_CURVES
from backend.spec.diagnostic import DEVIATIONS, Curve, by_key
from backend.spec.error_curves import ERROR_CURVES
from backend.spec.gradient_curves import GRADIENT_CURVES

CurveKind = Literal[
    "horizon-error",
    "skill",
    "persistence-error",
    "mean-change-error",
    "linear-error",
    "reward-bias",
    "reward-error",
    "dimension-error",
    "dimension-error-10",
    "distance-error",
    "distance",
    "value-error",
    "persistence-value-error",
    "reaction-size",
    "reaction-cosine",
    "endings-foreseen",
    "endings-false",
    "return-gap",
    "return-gap-discounted",
    "closed-loop-error",
    "disagreement",
    "coverage-50",
    "coverage-90",
    "crps",
    "pit-mean",
    "pit-spread",
    "epistemic-variance",
    "aleatoric-variance",
    "pathwise-norm",
    "likelihood-norm",
    "pathwise-variance",
    "likelihood-variance",
    "variance-ratio",
    "variance-ratio-low",
    "variance-ratio-high",
    "jacobian-stretch",
    "time-coverage",
    "time-coverage-data",
]

CURVES = by_key(
    (
        *ERROR_CURVES,
        Curve(
            key="return-gap",
            needs="diagnostic",
            name="return gap",
            label="return gap after h steps",
            unit="reward",
            definition="Model return minus real return over the first h steps, for the same policy "
            "from the same initial states.",
            how_to_read="Where it leaves zero, imagination begins to pay more, or less, than the "
            "world. It is a sum: the dotted εh(h + 1)/2 is where what a step is off by grows in "
            "proportion to h, the lecture's εT².",
            source="Ours; the reference is that of Ross and Bagnell 2010, theorem 2.1.",
            ideal=0.0,
            references=("triangular",),
            always_shown=(0.0,),
            line="model - real",
        ),
        Curve(
            key="return-gap-discounted",
            needs="diagnostic",
            name="discounted return gap",
            label="discounted return gap after h steps",
            unit="reward",
            definition="The return gap with the reward of step t weighted by gamma^(t-1), as the "
            "policy discounts it.",
            how_to_read="It is the part of the gap that the policy is improved on.",
            ideal=0.0,
            always_shown=(0.0,),
            line="model - real",
        ),
        Curve(
            key="reward-bias",
            needs="model",
            name="reward bias",
            label="bias of the predicted reward",
            unit="reward per step",
            definition="Predicted minus real reward of step h, along the same imagined states as "
            "the open-loop error.",
            how_to_read="Above zero the model promises more than the world pays for the same "
            "actions. At h = 1 it is the error of the reward itself; what is added later comes "
            "from states that have gone wrong.",
            ideal=0.0,
            always_shown=(0.0,),
            line="model - real",
            policies=("data", "current", "suite"),
            along_episodes=True,
        ),
        Curve(
            key="reward-error",
            needs="model",
            name="reward error",
            label="absolute error of the predicted reward",
            unit="reward per step",
            definition="|predicted - real| reward of step h, along the same imagined states as the "
            "open-loop error.",
            how_to_read="Beside the bias it tells an error that changes its sign from one that "
            "is not there.",
            scale="log",
            line="reward error",
            policies=("data", "current", "suite"),
            along_episodes=True,
        ),
        Curve(
            key="closed-loop-error",
            needs="diagnostic",
            name="closed-loop error",
            label="closed-loop state error",
            unit=DEVIATIONS,
            definition="Distance after h steps between the policy acting in the model, on the "
            "model's own states, and acting in the world, from one initial state.",
            how_to_read="It is the model's error, fed back through the policy's answers to it. "
            "Naive predictors are not beside it: theirs is measured from every step of the "
            "episodes, and this from their initial states alone. They stand beside the open-loop "
            "error.",
            scale="log",
            line="model vs. world",
        ),
        *BEHAVIOUR_CURVES,
        *CALIBRATION_CURVES,
        *GRADIENT_CURVES,
        Curve(
            key="time-coverage",
            needs="diagnostic",
            name="coverage of time",
            label="how often the episode's step is visited",
            unit="times as often as if spread evenly",
            definition="Which steps of an episode imagined states are at, counted from the reset: "
            "fresh rollouts by the run's own start rule, policy and length (solid), beside the "
            "states in D (dashed). The share of the states in each part of the episode, over the "
            "share it would have if all steps up to the time limit were met equally often.",
            how_to_read="Rollouts from initial states never see a step later than their length. "
            "Branched ones see late steps as often as D does: short rollouts then suffice.",
            source="Ours, for the argument of Janner et al. 2019 (MBPO) for branched rollouts.",
            ideal=1.0,
            always_shown=(0.0, 1.0),
            line="imagined",
            companion="time-coverage-data",
            x_title="step of the episode",
        ),
        Curve(
            key="time-coverage-data",
            needs="diagnostic",
            name="coverage of time, data",
            label="how often the episode's step is visited by the data",
            unit="times as often as if spread evenly",
            definition="The coverage of time of the states in D.",
            how_to_read="Compare it with that of the imagined states.",
            always_shown=(0.0, 1.0),
            line="data",
            is_companion=True,
            x_title="step of the episode",
        ),
    )
)
