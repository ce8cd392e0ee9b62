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
    Curve(
        key="crps",
        needs="diagnostic",
        name="CRPS",
        label="continuous ranked probability score",
        unit=DEVIATIONS,
        definition="E|X - y| - E|X - X'| / 2, with X and X' draws of the model after h steps and y "
        "the real state, mean over dimensions; the fair estimate from 20 draws.",
        how_to_read="One number for being right and for knowing how right: for a model without "
        "spread it is the absolute error. Less is better, whatever the intervals cover.",
        source="Gneiting and Raftery 2007, equation 21; Ferro 2014.",
        scale="log",
        line="CRPS",
    ),
    Curve(
        key="pit-spread",
        needs="diagnostic",
        name="PIT, spread",
        label="spread of the probability integral transform",
        unit="spread of a calibrated model",
        definition="12 (PIT - 1/2)^2, where PIT is the share of the model's draws that lie below "
        "the real state; mean over dimensions and starts.",
        how_to_read="At 1 the real state falls anywhere among the draws, as it should. Above, it "
        "falls outside too often: the model is overconfident or biased. Below, it is too "
        "cautious. At most it is 3, with the world outside all draws.",
        source="Dawid 1984; Hamill 2001, for ranks among draws.",
        ideal=1.0,
        always_shown=(0.0, 3.0),
        line="PIT spread",
    ),
    Curve(
        key="pit-mean",
        needs="diagnostic",
        name="PIT, mean",
        label="mean of the probability integral transform",
        unit="share of the draws",
        definition="Share of the model's draws that lie below the real state, mean over "
        "dimensions and starts.",
        how_to_read="At 0.5 the model is not off to one side. Above, the world lies above what it "
        "expects. Dimensions that are off to opposite sides cancel.",
        source="Dawid 1984; Hamill 2001, for ranks among draws.",
        ideal=0.5,
        always_shown=(0.0, 1.0),
        line="PIT mean",
    ),
    Curve(
        key="epistemic-variance",
        needs="diagnostic",
        name="epistemic and aleatoric variance",
        label="variance of the prediction",
        unit="variances of the data",
        definition="Variance of the state after h steps between members that each go on alone "
        "(epistemic, solid) and within a member (aleatoric, dashed), mean over dimensions; they "
        "add up to the whole.",
        how_to_read="The solid part is what more data would take away, the dashed one is what the "
        "model calls chance. Members that are deterministic have none of the second.",
        source="Chua et al. 2018 (PETS), section 5.1: members that are kept separate the two.",
        scale="log",
        line="epistemic",
        companion="aleatoric-variance",
    ),
    Curve(
        key="aleatoric-variance",
        needs="diagnostic",
        name="aleatoric variance",
        unit="variances of the data",
        definition="Variance of the state after h steps within one member, mean over members and "
        "dimensions.",
        how_to_read="It is what the model calls chance; of a simulator without noise it should "
        "become small.",
        source="Chua et al. 2018 (PETS), section 5.1.",
        scale="log",
        line="aleatoric",
        is_companion=True,
    ),
)
