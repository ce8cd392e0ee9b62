"""The catalog: what a launch can name, from the spec package."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, cast

from backend.catalog.schemas import (
    BadPreset,
    Catalog,
    Choice,
    CurveChoice,
    CurveLooks,
    PresetChoice,
    SeriesChoice,
    SumChoice,
)
from backend.groups.group_keys import KEY_NAMES
from backend.groups.grouping import SPEC_ORDER
from backend.http.guards import MAX_BODY_BYTES
from backend.own_presets import OwnPresets
from backend.schemas import DiagnosticView
from backend.spec.algorithm import IMPROVERS, PLANNING, Version
from backend.spec.allowed_choices import allowed_choices
from backend.spec.compared_columns import COMPARED_COLUMNS
from backend.spec.curves import CURVES
from backend.spec.diagnostic import (
    AXIS_NAMES,
    MIDDLE_NAMES,
    POLICY_NAMES,
    REFERENCE_NAMES,
    SCALE_NAMES,
    SMOOTHING_NAMES,
    SUM_NAMES,
    Series,
)
from backend.spec.environments import ENVIRONMENTS, REFUSED, EnvironmentInfo
from backend.spec.example_launch import EXAMPLE
from backend.spec.form import ASKED_FIRST, choice_names
from backend.spec.grid import MAX_RUNS
from backend.spec.preset import Preset
from backend.spec.presets import PRESETS
from backend.spec.relevant_settings import READERS
from backend.spec.rollout import LENGTH_EXAMPLES
from backend.spec.run import RunSpec
from backend.spec.series import FIRST_SERIES, SERIES
from backend.spec.trust_columns import TRUST_COLUMNS

VERSIONS: list[dict[str, str]] = [
    {
        "version": "3.0",
        "title": "3.0 · short branched rollouts (MBPO, Dyna, MVE, STEVE)",
        "description": (
            "Fits an ensemble, branches k-step imagined rollouts off real states, and improves "
            "the policy off-policy from imagined and real transitions."
        ),
    },
    {
        "version": "2.5",
        "title": "2.5 · policy gradients on model rollouts (ME-TRPO with PPO)",
        "description": (
            "Improves the policy by likelihood-ratio gradients on whole imagined rollouts, for as "
            "long as the elites agree that it gets better."
        ),
    },
    {
        "version": "2.0",
        "title": "2.0 · backpropagation through the model",
        "description": (
            "Climbs the imagined return through model, reward and policy; its gradient explodes or "
            "vanishes with the rollout length."
        ),
    },
    {
        "version": "1.5",
        "title": "1.5 · planning at every step (PETS)",
        "description": "Plans actions through the model, executes the first one and plans anew.",
    },
    {
        "version": "1.0",
        "title": "1.0 · planning once, executed open loop",
        "description": "Executes a whole plan unseen: what goes wrong is why 1.5 replans.",
    },
    {
        "version": "0.5",
        "title": "0.5 · planning in a model of random data",
        "description": "Fits once, on random steps: the policy soon leaves what the model knows.",
    },
    {
        "version": "model-free",
        "title": "model-free · SAC, REDQ, PPO, DQN",
        "description": "Improves the policy from real transitions only: the comparison's baseline.",
    },
]


@cache
def catalog() -> Catalog:
    """All of it. It depends on the installed code alone, so it is made once."""
    schema = RunSpec.model_json_schema(by_alias=True)
    return Catalog.model_validate(
        {
            "versions": [_version(version) for version in VERSIONS],
            "environments": [
                *(_known(info) for info in ENVIRONMENTS.values()),
                *(_refused(name, reason) for name, reason in REFUSED.items()),
            ],
            "presets": [preset_choice(preset, own=False) for preset in PRESETS.values()],
            "bad_presets": [],
            "schema": schema,
            "allowed": {
                path: {name: asdict(condition) for name, condition in names.items()}
                for path, names in allowed_choices().items()
            },
            "asked_first": list(ASKED_FIRST),
            "choice_names": choice_names(schema),
            "example": EXAMPLE,
            "length_examples": LENGTH_EXAMPLES,
            "readers": {path: asdict(readers) for path, readers in READERS.items()},
            "series": [_series(each) for each in SERIES.values()],
            "curves": [CurveChoice.model_validate(each) for each in CURVES.values()],
            "curve_looks": CurveLooks(
                policies=_choices(POLICY_NAMES),
                scales=_choices(SCALE_NAMES),
                naive=Choice(value="naive", label=REFERENCE_NAMES["naive"]),
                smoothing=_choices(SMOOTHING_NAMES),
                axes=_choices(AXIS_NAMES),
                middles=_choices(MIDDLE_NAMES),
                sums=[
                    SumChoice(
                        value=value,
                        label=label,
                        reference=Choice(value=reference, label=REFERENCE_NAMES[reference]),
                    )
                    for value, (label, reference) in SUM_NAMES.items()
                ],
            ),
            "groupings": [
                *_choices(KEY_NAMES),
                *(Choice(value=path, label=path) for path in SPEC_ORDER),
            ],
            "compared_columns": [DiagnosticView.model_validate(each) for each in COMPARED_COLUMNS],
            "trust_columns": [DiagnosticView.model_validate(each) for each in TRUST_COLUMNS],
            "limits": {"max_runs": MAX_RUNS, "max_body_bytes": MAX_BODY_BYTES},
        }
    )


def catalog_with(kept: OwnPresets) -> Catalog:
    """All of it, and the presets that users keep here."""
    ours = catalog()
    return ours.model_copy(
        update={
            "presets": [*ours.presets, *(preset_choice(each, own=True) for each in kept.presets)],
            "bad_presets": [BadPreset.model_validate(asdict(each)) for each in kept.bad],
        }
    )


def preset_choice(preset: Preset, *, own: bool) -> PresetChoice:
    """A preset with its complete spec."""
    return PresetChoice(
        name=preset.name,
        title=preset.title,
        source=preset.source.summary,
        spec=RunSpec.model_validate(preset.spec).document(),
        changes=preset.spec,
        own=own,
    )


def _series(series: Series) -> SeriesChoice:
    described = DiagnosticView.model_validate(series).model_dump()
    return SeriesChoice(
        **described,
        has_own_figure=series.has_own_figure,
        is_companion=series.is_companion,
        is_first=series.key == FIRST_SERIES,
    )


def _choices(names: Mapping[Any, str]) -> list[Choice]:
    return [Choice(value=value, label=label) for value, label in names.items()]


def _version(described: dict[str, str]) -> dict[str, Any]:
    version = cast("Version", described["version"])
    improvers = IMPROVERS[version]
    return {
        **described,
        "improvers": improvers,
        "length_title": "Plan horizon k" if version in PLANNING else "Rollout length k",
    }


def _known(info: EnvironmentInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "observation_dims": info.observation_dims,
        "action_dims": info.action_dims,
        "actions": info.actions,
        "max_episode_steps": info.max_episode_steps,
        "known_termination": info.known_termination,
        "known_reward": info.known_reward,
        "available": True,
        "reason": None,
    }


def _refused(name: str, reason: str) -> dict[str, Any]:
    unknown = dict.fromkeys(
        (
            "observation_dims", "action_dims", "actions", "max_episode_steps",
            "known_termination", "known_reward",
        )
    )  # fmt: skip
    return {"id": name, **unknown, "available": False, "reason": reason}
