"""Where a run computes: its device, the engine that places it, and what is kept for it there."""

import math
from typing import Annotated, Literal

from pydantic import Field

from backend.spec.problems import Impossible
from backend.spec.spec_part import Part, setting

Engine = Literal["local", "slurm", "ray"]
# What a cluster calls partitions; a leading `-` would read as an option.
PARTITION = "[A-Za-z0-9_][A-Za-z0-9_-]{0,63}"
Partitions = Annotated[str, Field(pattern=f"^{PARTITION}(,{PARTITION})*$", max_length=256)]
# Ray names some with a colon, as accelerator_type:A100. A dot would part a setting's path.
ResourceName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_:-]{0,63}$")]
KEEP_WHOLE_GPUS = frozenset({"slurm"})
WHOLE_GPUS = (0.0, 1.0)
Amount = Annotated[float, Field(gt=0, le=10_000)]


class ComputeSpec(Part):
    """Where a run computes, and what is kept for it there.

    What places it (`PLACEMENT`) decides when and where a run computes, never what comes out: runs
    that differ in it alone are the same configuration.
    """

    device: Literal["auto", "cpu", "cuda"] = setting(
        "auto", "auto takes a GPU where the worker has one.", label="Device", source=""
    )
    rollout_precision: Literal["float32", "bfloat16"] = setting(
        "float32",
        "Type of the weights, products and activations that imagined rollouts are computed with; "
        "fits, updates and diagnostics stay float32. bfloat16 keeps 8 bits of each number and is "
        "faster where the processor multiplies it; elsewhere rollouts stay float32, and the run's "
        "log says so.",
        label="Rollout precision",
        source="our option",
    )
    cuda_graphs: bool = setting(
        default=False,
        description="Capture a policy update once as a CUDA graph and replay it, so that its many "
        "small operations are launched together. Without a GPU updates are launched one by one, "
        "and the run's log says so.",
        label="CUDA graphs",
        source="our option",
    )
    engine: Literal["auto", "local", "slurm", "ray"] = setting(
        "auto",
        "What places the run: local is the worker's own machine, slurm and ray are clusters. auto "
        "takes the first worker that has room, whatever its engine.",
        label="Engine",
        source="",
    )
    cores: int = setting(
        1,
        "Cores that are kept for the run. Learning computes on one, so that results do not depend "
        "on this; a simulator with threads of its own may use the others.",
        unit="cores",
        label="Cores",
        source="",
        ge=1,
        le=1_024,
    )
    memory_gib: float | None = setting(
        None,
        "Memory that is kept for the run; empty asks for none, and takes what the engine gives.",
        unit="GiB",
        label="Memory",
        source="",
        ge=0.1,
        le=16_384,
    )
    gpu: float = setting(
        0.0,
        "Share of a GPU that is kept for the run. Slurm keeps whole ones, so it takes 0 or 1.",
        unit="GPUs",
        label="GPU share",
        source="",
        ge=0,
        le=1,
    )
    time_limit_minutes: int | None = setting(
        None,
        "Longest time at a stretch. Then the run saves where it is and waits for its next turn; "
        "nothing is lost. Slurm needs it where its partition has a limit.",
        unit="minutes",
        label="Time limit",
        source="",
        ge=1,
        le=525_600,
    )
    partition: Partitions | None = setting(
        None,
        "Slurm's partition, or several with commas between, as short,long: Slurm takes the one "
        "that begins first. Empty takes the cluster's default.",
        label="Partition",
        source="",
    )
    ray_resources: dict[ResourceName, Amount] = setting(
        {},
        "Further resources that a Ray node must have, by Ray's name: "
        '{"accelerator_type:A100": 0.001}.',
        label="Ray resources",
        source="",
    )

    @property
    def memory_mib(self) -> int:
        """Memory that is kept for the run, MiB; 0 where it asks for none."""
        return math.ceil((self.memory_gib or 0.0) * 1_024)


PLACEMENT = frozenset(
    f"compute.{name}"
    for name in ComputeSpec.model_fields
    if name not in {"device", "rollout_precision", "cuda_graphs"}
)
"""Dotted paths of what decides where and when a run computes, and nothing of what comes out."""


def takes_share(engine: str, gpu: float) -> bool:
    """Whether an engine can keep such a share of a GPU for a run."""
    return engine not in KEEP_WHOLE_GPUS or gpu in WHOLE_GPUS


def is_placement(path: str) -> bool:
    """Whether the setting at a dotted path only places a run."""
    return ".".join(path.split(".")[:2]) in PLACEMENT


def refuse_misplaced(compute: ComputeSpec) -> None:
    """Refuse what the engine that a run names cannot give it.

    Raises:
        Impossible: With the field, its value and what is allowed.
    """
    engine = compute.engine
    if compute.gpu > 0 and compute.device == "cpu":
        raise Impossible("compute.gpu", compute.gpu, "0, since compute.device is cpu")
    if compute.partition is not None and engine not in {"auto", "slurm"}:
        allowed = f"empty: compute.engine is {engine}, and only slurm has partitions"
        raise Impossible("compute.partition", compute.partition, allowed)
    if compute.ray_resources and engine not in {"auto", "ray"}:
        allowed = f"empty: compute.engine is {engine}, and only ray has them"
        raise Impossible("compute.ray_resources", compute.ray_resources, allowed)
    if not takes_share(engine, compute.gpu):
        raise Impossible("compute.gpu", compute.gpu, "0 or 1: slurm keeps whole GPUs")
