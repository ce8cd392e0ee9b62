"""What a run may ask of an engine, and what it is told where it asks too much."""

import pytest

from backend.spec.compute import PLACEMENT, is_placement
from backend.spec.grid import parse
from backend.spec.nearest_preset import nearest_preset
from backend.spec.plain_yaml import read_plain
from backend.spec.presets import PRESETS
from backend.spec.problems import SpecRefused


@pytest.mark.parametrize(
    ("compute", "field", "told"),
    [
        ({"engine": "pbs"}, "engine", "'slurm' or 'ray'"),
        ({"cores": 0}, "cores", "at least 1"),
        ({"cores": "all"}, "cores", "a whole number"),
        ({"memory_gib": 0}, "memory_gib", "at least 0.1"),
        ({"memory_gib": float("nan")}, "memory_gib", "finite"),
        ({"gpu": 1.5}, "gpu", "at most 1"),
        ({"gpu": 0.5, "device": "cpu"}, "gpu", "0, since compute.device is cpu"),
        ({"gpu": 0.5, "engine": "slurm"}, "gpu", "0 or 1: slurm keeps whole GPUs"),
        ({"time_limit_minutes": 0}, "time_limit_minutes", "at least 1"),
        ({"partition": "a b; rm -rf /", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "--wrap=id", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "short,--wrap=id", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "short, long", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "short,,long", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "short,", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "short\n", "engine": "slurm"}, "partition", "a text of the form"),
        ({"partition": "p," * 200 + "p", "engine": "slurm"}, "partition", "at most 256"),
        ({"partition": "long", "engine": "local"}, "partition", "only slurm has partitions"),
        ({"ray_resources": {"a=b": 1.0}}, "ray_resources", "a text of the form"),
        ({"ray_resources": {":a=b": 1.0}}, "ray_resources", "a text of the form"),
        ({"ray_resources": {"A100": 0.0}}, "ray_resources", "more than 0"),
        ({"ray_resources": {"A100": 1.0}, "engine": "slurm"}, "ray_resources", "only ray has"),
    ],
)
def test_what_an_engine_cannot_give_is_refused_at_its_field(compute, field, told):
    with pytest.raises(SpecRefused) as refused:
        parse({"compute": compute})
    (problem,) = refused.value.problems
    assert ".".join(problem.field.split(".")[:2]) == f"compute.{field}"
    assert told in problem.message


def test_names_are_taken_as_clusters_write_them():
    listed, _ = read_plain('partition: "short,long-2"')
    assert parse({"compute": listed}).compute.partition == "short,long-2"
    for written in ('{"accelerator_type:A100": 0.5}', "{accelerator_type:A100: 0.5}"):
        compute, _ = read_plain(f"ray_resources: {written}")
        assert parse({"compute": compute}).compute.ray_resources == {"accelerator_type:A100": 0.5}


def test_memory_is_rounded_up_to_whole_mib():
    assert parse({}).compute.memory_mib == 0
    assert parse({"compute": {"memory_gib": 1.5}}).compute.memory_mib == 1_536
    assert parse({"compute": {"memory_gib": 0.1}}).compute.memory_mib == 103


def test_a_device_and_a_precision_are_no_placement():
    assert is_placement("compute.ray_resources.A100")
    assert not PLACEMENT & {"compute.device", "compute.rollout_precision", "compute.cuda_graphs"}
    assert not is_placement("training.env_steps")


def test_a_run_that_is_only_placed_otherwise_is_no_further_from_its_preset():
    placed = {"engine": "ray", "cores": 8, "gpu": 0.25, "ray_resources": {"A100": 0.25}}
    near, far = (
        nearest_preset(parse(document).document(), PRESETS.values())
        for document in ({}, {"compute": placed})
    )
    assert near == far
