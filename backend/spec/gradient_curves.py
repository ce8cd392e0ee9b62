"""Gradients of the return over h steps, and how the closed loop stretches."""

from backend.spec.diagnostic import Curve

PIPPS = "Parmas et al. 2018 (PIPPS), for the comparison of the two gradients."

GRADIENT_CURVES = (
    Curve(
        key="pathwise-norm",
        needs="gradients",
        name="gradient norms",
        label="gradient norm of one start",
        unit="reward per unit of weights",
        definition="Length of the gradient of the mean return over h steps of four rollouts "
        "from one start, through the model (solid) and by likelihood ratio (dashed).",
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
        label="gradient norm of one start, likelihood ratio",
        unit="reward per unit of weights",
        definition="Length of the likelihood-ratio gradient of the mean return over h steps of "
        "four rollouts from one start.",
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
        definition="Trace of the covariance over 32 start states of the gradient that four "
        "rollouts from a start give, through the model (solid) and by likelihood ratio "
        "(dashed), both of the same rollouts. The likelihood ratio's baseline is what the "
        "other rollouts of the same start earn from that step on. A run without the ratio of the "
        "two is older: its baseline was what other starts earn, which adds their differences.",
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
        key="variance-ratio",
        needs="gradients",
        name="ratio of gradient variances",
        label="gradient variance, through the model over likelihood ratio",
        unit="factor",
        definition="Total variance of the gradient through the model over that of the "
        "likelihood ratio, of the same rollouts. Of a single run with its 95 % interval, by "
        "jackknife over start states on the logarithm.",
        how_to_read="Below 1 the gradient through the model needs fewer rollouts, above 1 "
        "sampling does. Where the interval holds 1 they are not told apart.",
        source=PIPPS,
        scale="log",
        ideal=1.0,
        always_shown=(1.0,),
        line="variance ratio",
        interval=("variance-ratio-low", "variance-ratio-high"),
    ),
    Curve(
        key="variance-ratio-low",
        needs="gradients",
        name="ratio of gradient variances, lower end",
        unit="factor",
        definition="Lower end of the ratio's 95 % interval over start states.",
        how_to_read="It is drawn as the band of the ratio.",
        scale="log",
        line="lower end",
        is_companion=True,
    ),
    Curve(
        key="variance-ratio-high",
        needs="gradients",
        name="ratio of gradient variances, upper end",
        unit="factor",
        definition="Upper end of the ratio's 95 % interval over start states.",
        how_to_read="It is drawn as the band of the ratio.",
        scale="log",
        line="upper end",
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
