"""Gradients of the return over h steps, and how the closed loop stretches."""

from backend.spec.diagnostic import Curve

PIPPS = "Parmas et al. 2018 (PIPPS), for the comparison of the two gradients."

GRADIENT_CURVES = (
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
        definition="Length of the likelihood-ratio gradient of one rollout's return over h steps.",
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
)
