"""The diagnostics over the horizon, in the order of the questions that they answer."""

from typing import Literal

from backend.spec.diagnostic import Curve, by_key

CurveKind = Literal[
    "horizon-error",
    "reward-bias",
    "return-gap",
    "return-gap-discounted",
    "closed-loop-error",
    "disagreement",
    "coverage-50",
    "coverage-90",
    "pathwise-norm",
    "likelihood-norm",
    "pathwise-variance",
    "likelihood-variance",
    "jacobian-stretch",
    "time-coverage",
    "time-coverage-data",
]

DEVIATIONS = "standard deviations of the data"
PIPPS = "Parmas et al. 2018 (PIPPS), for the comparison of the two gradients."

CURVES = by_key(
    (
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
            "Where what steps do wrong adds up, the error of a step grows along εh and its sum "
            "over the steps along εh(h + 1)/2: the lecture's εT² is on the sum.",
            source="Ours. The interest in short horizons follows Janner et al. 2019 (MBPO), the "
            "references Ross and Bagnell 2010, theorem 2.1.",
            scale="log",
            line="open-loop error",
            has_own_figure=True,
            policies=("data", "current"),
            references=("linear",),
            summed_label="open-loop state error, added up over h steps",
            along_episodes=True,
        ),
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
            policies=("data", "current"),
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
            how_to_read="It is the model's error, fed back through the policy's answers to it.",
            scale="log",
            line="model vs. world",
        ),
        Curve(
            key="disagreement",
            needs="diagnostic",
            name="ensemble disagreement",
            unit=DEVIATIONS,
            definition="How far the elites are apart after h steps under the actions really taken: "
            "their standard deviation, as a root mean square over dimensions.",
            how_to_read="Where it stays far below the error, the ensemble does not know that it is "
            "wrong.",
            scale="log",
            line="between elites",
        ),
        Curve(
            key="coverage-50",
            needs="diagnostic",
            name="coverage of 50 %",
            label="coverage of the 50 % interval",
            unit="share of dimensions",
            definition="How often the real state lies in the model's central 50 % interval after h "
            "steps.",
            how_to_read="Below 0.5 the model is overconfident, above it too cautious.",
            ideal=0.5,
            always_shown=(0.0, 1.0),
            line="50 % interval",
        ),
        Curve(
            key="coverage-90",
            needs="diagnostic",
            name="coverage of 90 %",
            label="coverage of the 90 % interval",
            unit="share of dimensions",
            definition="How often the real state lies in the model's central 90 % interval after h "
            "steps.",
            how_to_read="Below 0.9 the model is overconfident, above it too cautious.",
            ideal=0.9,
            always_shown=(0.0, 1.0),
            line="90 % interval",
        ),
        Curve(
            key="pathwise-norm",
            needs="gradients",
            name="gradient norms",
            label="gradient norm of one rollout",
            unit="reward per unit of weights",
            definition="Length of the gradient of one rollout's return over h steps, through the "
            "model (solid) and by likelihood ratio (dashed).",
            how_to_read="A solid line that climbs by orders of magnitude is exploding, one that "
            "falls is vanishing.",
            source=PIPPS,
            scale="log",
            line="pathwise",
            companion="likelihood-norm",
        ),
        Curve(
            key="likelihood-norm",
            needs="gradients",
            name="gradient norms, likelihood ratio",
            label="gradient norm of one rollout, likelihood ratio",
            unit="reward per unit of weights",
            definition="Length of the likelihood-ratio gradient of one rollout's return over h "
            "steps.",
            how_to_read="Compare it with the gradient through the model.",
            source=PIPPS,
            scale="log",
            line="likelihood ratio",
            is_companion=True,
        ),
        Curve(
            key="pathwise-variance",
            needs="gradients",
            name="gradient variance",
            label="total variance of the gradient",
            unit="squared reward per unit of weights",
            definition="Trace of the gradient's covariance over start states, through the model "
            "(solid) and by likelihood ratio (dashed).",
            how_to_read="Where the solid line is above, sampling is the better way.",
            source=PIPPS,
            scale="log",
            line="pathwise",
            companion="likelihood-variance",
        ),
        Curve(
            key="likelihood-variance",
            needs="gradients",
            name="gradient variance, likelihood ratio",
            label="total variance of the gradient, likelihood ratio",
            unit="squared reward per unit of weights",
            definition="Trace of the likelihood-ratio gradient's covariance over start states.",
            how_to_read="Compare it with that of the gradient through the model.",
            source=PIPPS,
            scale="log",
            line="likelihood ratio",
            is_companion=True,
        ),
        Curve(
            key="jacobian-stretch",
            needs="gradients",
            name="stretch of the loop",
            label="stretch of the closed loop",
            unit="factor",
            definition="How much h imagined steps stretch a small change of the first state at "
            "most: the largest singular value of the product of the closed loop's Jacobians.",
            how_to_read="Above 1 and rising, gradients through the model explode; towards 0 they "
            "vanish.",
            source=PIPPS,
            scale="log",
            ideal=1.0,
            # Two marks at least, where the stretch keeps its size.
            always_shown=(1.0, 2.0),
            line="stretch",
        ),
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
