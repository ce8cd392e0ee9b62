"""Which matrix products a run takes: float32 ones always, the faster ones where that is clear."""

import json

import pytest
import torch

from worker.jobs import products
from worker.jobs.build import set_switches
from worker.jobs.products import judged, measured, remembered


@pytest.mark.parametrize(
    ("gain", "error", "chosen"),
    [
        (2.0, 1e-7, "medium"),
        (1.1, 1e-7, "highest"),
        (0.9, 1e-7, "highest"),
        (2.8, 2e-3, "highest"),
        (2.0, float("nan"), "highest"),
    ],
)
def test_the_faster_products_are_taken_only_if_they_are_float32(gain, error, chosen):
    assert judged(gain, error).products == chosen


def test_what_was_chosen_is_said_with_its_reason():
    assert "MKL's, which are float32" in judged(2.8, 2e-3).words
    assert "oneDNN's: oneDNN's take 0.50 of the time" in judged(2.0, 1e-7).words
    assert "MKL's: oneDNN's take 1.11 of the time" in judged(0.9, 1e-7).words


def test_whatever_is_chosen_here_multiplies_in_float32():
    set_switches()
    generator = torch.Generator().manual_seed(1)
    left, right = (torch.randn(3, 64, 200, generator=generator) for _ in range(2))
    found, exact = left @ right.mT, left.double() @ right.double().mT
    assert float((found - exact).abs().max()) < 1e-5 * float(exact.abs().max())


def test_measuring_leaves_the_switch_as_it_was():
    torch.set_float32_matmul_precision("high")
    measured.__wrapped__()
    assert torch.get_float32_matmul_precision() == "high"


def test_a_machine_measures_once_and_remembers(tmp_path, monkeypatch):
    """Two measurements that would not agree make no two runs of one spec."""
    told = iter([judged(1.3, 1e-7), judged(1.1, 1e-7)])
    monkeypatch.setattr(products, "measured", lambda: next(told))
    folder = tmp_path / "data"
    assert [remembered(folder).products for _ in range(2)] == ["medium", "medium"]
    monkeypatch.setattr(products, "processor", lambda: "another")
    assert remembered(folder).products == "highest"
    assert len(json.loads((folder / products.FILE).read_text())) == 2


def test_a_file_that_cannot_be_read_is_measured_anew(tmp_path):
    (tmp_path / products.FILE).write_text("half of")
    assert remembered(tmp_path) == measured()


def test_a_run_goes_on_with_the_products_of_its_checkpoint():
    torch.set_float32_matmul_precision("medium")
    kept = products.in_force()
    torch.set_float32_matmul_precision("highest")
    products.take_again(kept | {"where": "elsewhere"})
    assert torch.get_float32_matmul_precision() == "highest"
    products.take_again({})
    assert torch.get_float32_matmul_precision() == "highest"
    products.take_again(kept)
    assert torch.get_float32_matmul_precision() == "medium"
