"""Diagnostics stay within their share, and what is counted does not depend on the clock."""

import torch

from backend.spec.grid import parse
from worker.jobs.build import build_trainer
from worker.mbrl.evaluation.budget import Budget
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.networks.work import CALL_COST, WORK


def test_a_pass_counts_its_multiplications_there_and_back():
    network = StackedMlp(2, (3, 4, 1), "relu", glorot_uniform, torch.Generator())
    each = 3 * 4 + 4 + 4 + 1
    before = WORK.done
    answers = network(torch.randn(2, 5, 3))
    assert WORK.done - before == 2 * 5 * each + CALL_COST
    answers.sum().backward()
    assert WORK.done - before == 2 * (2 * 5 * each + CALL_COST)


def work(amount):
    WORK.done += amount


def test_the_budget_allows_what_fits_and_no_more():
    budget = Budget(0.1)
    work(1_000)
    assert budget.allows()
    mark = budget.began()
    work(100)
    budget.ended(mark)
    assert not budget.allows()  # 100 spent, 100 more expected, of 1,100
    work(900)
    assert budget.allows()  # 200 of 2,000
    again = Budget(0.1)
    again.load_state_dict(budget.state_dict())
    assert again.allows()
    work(-1)
    assert not again.allows()


SMALL = {
    "training": {"env_steps": 200, "random_steps": 50},
    "model": {"hidden": [8], "members": 2, "elites": 1, "fit_every": 50, "patience": 1},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 32},
    "rollout": {"length": 2, "per_step": 2},
}


def thorough_steps(budget):
    evaluation = {"every": 25, "episodes": 1, "horizon": 5, "diagnostics_budget": budget}
    trainer = build_trainer(parse(SMALL | {"evaluation": evaluation}))
    steps, notes = [], []
    while not trainer.finished:
        report = trainer.iterate()
        steps += [p.env_step for p in report.profiles if p.kind == "jacobian-stretch"]
        notes += [note for note in report.notes if "left out" in note]
    return steps, notes


def test_a_spent_budget_leaves_evaluations_out_says_so_and_never_the_last():
    every, none_left_out = thorough_steps(1.0)
    assert every == [50, 75, 100, 125, 150, 175, 200]
    assert none_left_out == []
    some, left_out = thorough_steps(0.001)
    assert some == [50, 200]
    assert len(left_out) == 5
    assert "within 0.001 of the computation" in left_out[0]
