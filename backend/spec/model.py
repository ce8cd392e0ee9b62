"""The dynamics model: a bootstrapped ensemble of Gaussian networks."""

from typing import Annotated, Literal

from pydantic import Field

from backend.spec.spec_part import Part, Widths, setting

Termination = Literal["auto", "known", "learned"]
ModelKind = Literal["gaussian", "deterministic"]
ModelTarget = Literal["delta", "absolute"]
RewardModel = Literal["learned", "known"]
ModelActivation = Literal["silu", "relu"]
VarianceBounds = Literal["learned", "fixed"]


class ModelSpec(Part):
    """The ensemble and how it is fitted."""

    kind: ModelKind = setting(
        "gaussian",
        "What a member predicts: a mean and a variance fitted by likelihood, or a value fitted by "
        "squared error.",
        label="Model kind",
        source="Chua et al. 2018 (PETS): P and D; Kurutach et al. 2018 (ME-TRPO): deterministic",
    )
    target: ModelTarget = setting(
        "delta",
        "Predict the change of the observation, or the next observation itself.",
        label="Model target",
        source="Nagabandi et al. 2018; Chua et al. 2018 (PETS)",
    )
    members: int = setting(
        7,
        "Networks in the ensemble.",
        unit="networks",
        label="Ensemble members",
        source="Janner et al. 2019, appendix C",
        ge=1,
        le=64,
    )
    elites: int = setting(
        5,
        "Members with the lowest held-out error, used for rollouts.",
        unit="networks",
        label="Elites",
        source="Janner et al. 2019, appendix C",
        ge=1,
        le=64,
    )
    hidden: Widths = setting(
        (200, 200, 200, 200),
        "Width of each hidden layer.",
        unit="units",
        label="Hidden layers",
        source="Janner et al. 2019, appendix C",
    )
    activation: ModelActivation = setting(
        "silu",
        "The function between the model's layers; silu is also called swish.",
        label="Model activation",
        source="Chua et al. 2018 (PETS), appendix A.2: swish; Kurutach et al. 2018 (ME-TRPO): relu",
    )
    log_variance_bounds: VarianceBounds = setting(
        "learned",
        "Whether the bounds between which a member's log-variance lies are learned with it, or "
        "stay at -10 and 0.5. Deterministic members have none.",
        label="Variance bounds",
        source="Chua et al. 2018 (PETS), appendix A.1: learned; mbrl-lib: learn_logvar_bounds = "
        "false",
    )
    fit_every: int = setting(
        250,
        "Real steps between refits of the model.",
        unit="real steps",
        label="Refit every",
        source="MBPO's published configurations: model_train_freq = 250",
        ge=1,
        le=1_000_000,
    )
    learning_rate: float = setting(
        1e-3,
        "Adam's step size for the model.",
        label="Model learning rate",
        source="MBPO's published configurations",
        gt=0.0,
        le=1.0,
    )
    batch_size: int = setting(
        256,
        "Transitions per gradient step of every member.",
        unit="transitions",
        label="Model batch size",
        source="MBPO's published configurations",
        ge=1,
        le=65_536,
    )
    weight_decay: (
        Annotated[
            tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...],
            Field(min_length=1, max_length=9, strict=False),
        ]
        | None
    ) = setting(
        None,
        "Weight decay of each layer from the input on, one more than the hidden layers; "
        "empty uses 2.5e-5 to 1e-4, growing with depth.",
        label="Weight decay",
        source=(
            "Chua et al. 2018 (PETS) code; MBPO's published configurations: 2.5e-5, 5e-5, "
            "7.5e-5, 7.5e-5, 1e-4"
        ),
    )
    holdout_ratio: float = setting(
        0.2,
        "Share of the real data held out of each fit; at most 5,000 transitions. With 0 all of it "
        "is trained on, and members are judged on as many transitions of the same data: set "
        "most_epochs, since that error keeps falling.",
        unit="share of D",
        label="Hold-out",
        source="MBPO's published configurations: 0.2; Chua et al. 2018 (PETS) code: 0",
        ge=0.0,
        le=0.5,
    )
    holdout_block: int = setting(
        1,
        "Consecutive real steps that are held out together. With 1 most held-out steps have "
        "neighbours of the same episode in the training data, so that their error also falls while "
        "that on other episodes does not.",
        unit="real steps",
        label="Hold-out block",
        source="MBPO's published code holds out single transitions",
        ge=1,
        le=1_000,
    )
    patience: int = setting(
        5,
        "Stop a fit when no member improved by 1 % for this many epochs of at least 16 steps.",
        unit="epochs",
        label="Patience",
        source="MBPO's published code: max_epochs_since_update = 5",
        ge=1,
        le=1_000,
    )
    most_epochs: int | None = setting(
        2_000,
        "End a fit after so many passes over the data, even if members still improve; empty never "
        "does.",
        unit="epochs",
        label="Most epochs",
        source="our choice: on five tasks the error on other episodes fell by at most a tenth "
        "after it; MBPO's published code: max_epochs = None",
        ge=1,
        le=1_000_000,
    )
    termination: Termination = setting(
        "auto",
        "How the model ends an episode: the task's known rule, or a learned probability; "
        "auto takes the known rule where there is one.",
        label="Termination",
        source="Janner et al. 2019 use known rules; learned: our choice where none is known",
    )

    reward: RewardModel = setting(
        "learned",
        "Where the model's rewards come from: learned with the dynamics, or the task's known "
        "formula where there is one.",
        label="Reward",
        source="Janner et al. 2019 learn it; Chua et al. 2018 (PETS) know it",
    )

    @property
    def layer_decay(self) -> tuple[float, ...]:
        """Weight decay of every layer from the input on, length `len(hidden) + 1`."""
        if self.weight_decay is not None:
            return self.weight_decay
        if len(self.hidden) == 4:
            return (2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4)
        count = len(self.hidden)
        return tuple(2.5e-5 + (1e-4 - 2.5e-5) * layer / count for layer in range(count + 1))
