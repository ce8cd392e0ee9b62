"""Whether the model reacts to actions, and ends episodes, as the world does."""

from backend.spec.diagnostic import Curve

BEHAVIOUR_CURVES = (
    Curve(
        key="reaction-size",
        needs="restorable",
        name="reaction to actions, size",
        label="size of the reaction to actions",
        unit="imagined ÷ real",
        definition="The simulator is set back to a state and given the actions of the policy, then "
        "others drawn from the data: the length of the difference that this makes to the model's "
        "states after h steps, over that of the real difference.",
        how_to_read="At 1 actions matter as much as they do in the world; at 0 the model ignores "
        "them, however small its error is.",
        source="Ours, after the counterfactual divergence of video models.",
        ideal=1.0,
        always_shown=(0.0, 1.0),
        line="size",
    ),
    Curve(
        key="reaction-cosine",
        needs="restorable",
        name="reaction to actions, direction",
        label="cosine of imagined and real reaction",
        unit="cosine",
        definition="Of the same two differences the cosine of the angle between imagined and "
        "real, in standard deviations of the data; 0 where none is imagined.",
        how_to_read="At 1 the model knows where other actions lead; at 0 it moves some other way. "
        "A planner or a gradient lives by this.",
        source="Ours, after the counterfactual divergence of video models.",
        ideal=1.0,
        always_shown=(0.0, 1.0),
        line="cosine",
    ),
    Curve(
        key="endings-foreseen",
        needs="endings",
        name="endings foreseen",
        label="real terminations foreseen",
        unit="share",
        definition="Of real terminations that lie h steps ahead, the share that a rollout under "
        "the real actions ends at within 2 steps.",
        how_to_read="At 1 the model sees failure coming from h steps away; at 0 the policy learns "
        "of no failure.",
        ideal=1.0,
        always_shown=(0.0, 1.0),
        line="foreseen",
    ),
    Curve(
        key="endings-false",
        needs="endings",
        name="endings that do not happen",
        label="imagined terminations that do not happen",
        unit="share",
        definition="Of terminations that rollouts under the real actions imagine within h steps, "
        "the share at which the real episode does not terminate within 2 steps.",
        how_to_read="At 0 every imagined failure is one. Near 1 the model ends what goes on, and "
        "the policy learns to fear nothing.",
        ideal=0.0,
        always_shown=(0.0, 1.0),
        line="false",
    ),
)
