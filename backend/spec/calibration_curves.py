"""Whether the model knows what it does not know, after h steps."""

from backend.spec.diagnostic import DEVIATIONS, Curve

CALIBRATION_CURVES = (
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
)
