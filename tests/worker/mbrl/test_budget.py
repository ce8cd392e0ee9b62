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


def reports_of(document, budget, episodes=1):
    evaluation = {"every": 25, "episodes": episodes, "horizon": 5, "diagnostics_budget": budget}
    trainer = build_trainer(parse(SMALL | {"evaluation": evaluation} | document))
    found = []
    while not trainer.finished:
        found.append(trainer.iterate())
    return found


def thorough_steps(budget):
    found = reports_of({}, budget)
    steps = [p.env_step for each in found for p in each.profiles if p.kind == "jacobian-stretch"]
    return steps, [note for each in found for note in each.notes if "left out" in note]


def test_a_spent_budget_leaves_evaluations_out_says_so_and_never_the_last():
    every, none_left_out = thorough_steps(1.0)
    assert every == [50, 75, 100, 125, 150, 175, 200]
    assert none_left_out == []
    some, left_out = thorough_steps(0.001)
    assert some == [50, 200]
    assert len(left_out) == 5
    assert "within 0.001 of the computation" in left_out[0]


HELD_OUT = ("horizon-error", "data")
PLANNED = {
    "algorithm": {"version": "1.5"},
    "planning": {"candidates": 20, "iterations": 1, "particles": 1},
    "rollout": {"length": 2},
    "training": {"env_steps": 150, "random_steps": 50},
}


def imagined_episodes(found):
    """How many episodes each curve of the return gap is of, by step."""
    return {p.env_step: p.count[0] for f in found for p in f.profiles if p.kind == "return-gap"}


def test_a_planner_is_asked_to_act_in_as_many_imagined_episodes_as_the_budget_pays_for():
    every = reports_of(PLANNED, 1.0, episodes=3)
    assert imagined_episodes(every) == {50: 3, 75: 3, 100: 3, 125: 3, 150: 3}
    few = reports_of(PLANNED, 0.05, episodes=3)
    counts = imagined_episodes(few)
    assert set(counts.values()) == {1}
    assert counts[150] == 1
    assert len(counts) < 5
    notes = [note for f in few for note in f.notes]
    assert sum("model return" in note and "left out" in note for note in notes) == 5 - len(counts)
    assert sum("1 of 3 episodes" in note for note in notes) == len(counts)


def test_a_planner_has_held_out_curves_where_the_budget_pays_for_no_search():
    found = reports_of(PLANNED, 0.05, episodes=2)
    curves = [p for f in found for p in f.profiles if (p.kind, p.policy) == HELD_OUT]
    assert [p.env_step for p in curves] == [50, 75, 100, 125, 150]
