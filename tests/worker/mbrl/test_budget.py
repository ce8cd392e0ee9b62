"""Diagnostics stay within their share, and what is counted does not depend on the clock."""

import json
from dataclasses import dataclass
from functools import cache

import pytest
import torch

from backend.spec import work as foretold
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


def test_work_is_foretold_in_the_unit_in_which_it_is_counted():
    assert foretold.CALL_COST == CALL_COST


def work(amount):
    WORK.done += amount


def spent(budget, amount, full=1):
    mark = budget.began()
    work(amount)
    budget.ended(mark, full)


def test_what_is_left_is_the_share_of_what_was_done_less_what_was_spent():
    budget = Budget(0.1)
    work(1_000)
    spent(budget, 100)
    assert budget.left(1.0, 0) == 0.1 * 1_100 - 100
    assert budget.taken == 100 / 1_100
    again = Budget(0.1)
    again.load_state_dict(budget.state_dict())
    work(900)
    assert again.left(1.0, 0) == 0.1 * 2_000 - 100


def test_before_the_end_as_much_is_kept_as_the_last_evaluation_will_take():
    budget = Budget(0.1)
    work(1_000)
    assert budget.left(0.5, 150) == 0.1 * 2_000 - 150  # not 100: the end would not be paid
    assert budget.left(0.1, 150) == 0.1 * 1_000  # not 850: most of the run is still to come
    assert budget.left(1.0, 150) == 0.1 * 1_000


def test_the_next_measurement_is_expected_to_take_as_much_as_the_last_thorough_one():
    budget = Budget(0.1)
    assert budget.expected(7) == 7
    spent(budget, 300, full=3)
    assert budget.expected(7) == 100
    spent(budget, 5, full=0)
    assert (budget.expected(7), budget.expected(101)) == (100, 101)


SMALL = {
    "training": {"env_steps": 200, "random_steps": 50},
    "model": {"hidden": [8], "members": 2, "elites": 1, "fit_every": 50, "patience": 1},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 32},
    "rollout": {"length": 2, "per_step": 2},
}


@dataclass(frozen=True)
class Finished:
    """A run that ended.

    Attributes:
        reports: What it reported.
        booked: Its budget, as its state has it.
        progress: How far it was whenever its budget was asked what is left.
        full: How often each evaluation measured everything.
        costs: What each evaluation's diagnostics took, in multiplications.
    """

    reports: list
    booked: dict
    progress: list
    full: list
    costs: list


@cache
def _finished(document, budget, episodes):
    evaluation = {"every": 25, "episodes": episodes, "horizon": 5, "diagnostics_budget": budget}
    trainer = build_trainer(parse(SMALL | {"evaluation": evaluation} | json.loads(document)))
    reports, progress, full, costs = [], [], [], []
    left, ended = Budget.left, Budget.ended

    def noted_left(each, told, kept):
        progress.append(told)
        return left(each, told, kept)

    def noted_ended(each, mark, times):
        full.append(times)
        costs.append(each.since(mark))
        ended(each, mark, times)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Budget, "left", noted_left)
        patch.setattr(Budget, "ended", noted_ended)
        while not trainer.finished:
            reports.append(trainer.iterate())
    booked = trainer.state_dict()["evaluator"]["budget"]
    return Finished(reports, booked, progress, full, costs)


def finished_run(document, budget, episodes=1):
    """Such a run; it runs once for all who look at it."""
    return _finished(json.dumps(document), budget, episodes)


def reports_of(document, budget, episodes=1):
    return finished_run(document, budget, episodes).reports


def steps_with_full_diagnostics(budget):
    found = reports_of({}, budget)
    steps = [p.env_step for each in found for p in each.profiles if p.kind == "jacobian-stretch"]
    return steps, [note for each in found for note in each.notes if "left out" in note]


def test_a_spent_budget_leaves_evaluations_out_says_so_and_never_the_last():
    every, none_left_out = steps_with_full_diagnostics(1.0)
    assert every == [50, 75, 100, 125, 150, 175, 200]
    assert none_left_out == []
    some, left_out = steps_with_full_diagnostics(0.001)
    assert some == [50, 200]
    assert len(left_out) == 5
    assert "within 0.001 of the computation" in left_out[0]


def test_what_is_measured_changes_nothing_of_what_is_learned():
    def learned(budget):
        found = reports_of({}, budget)
        kinds = ("return/real", "return/exploration", "policy/", "model/", "rollout/")
        measured = "policy/q_bias"  # a diagnostic, left out where the budget is spent
        told = [s for f in found for s in f.scalars if s.key.startswith(kinds)]
        return [s for s in told if not s.key.startswith(measured)]

    assert {s.key for s in learned(1.0)} >= {"return/real", "policy/critic_loss"}
    assert learned(1.0) == learned(0.001)


def test_a_last_evaluation_above_the_budget_is_told():
    notes = [note for f in reports_of({}, 0.001) for note in f.notes]
    told = [note for note in notes if "above the budget of 0.001" in note]
    assert told == [notes[-1]]
    assert not any("above the budget" in n for f in reports_of({}, 1.0) for n in f.notes)


HELD_OUT = ("horizon-error", "data")
PLANNED = {
    "algorithm": {"version": "1.5"},
    "planning": {"candidates": 20, "iterations": 1, "particles": 1},
    "rollout": {"length": 2},
    "training": {"env_steps": 150, "random_steps": 50},
}


def measured_in(budget, cost, evaluations=20, between=1_000):
    """Which evaluations of a steady run are measured thoroughly, the last one whatever it costs."""
    measured = []
    for place in range(1, evaluations + 1):
        work(between)
        each, progress = budget.expected(cost), place / evaluations
        if place == evaluations or each <= budget.left(progress, each):
            spent(budget, cost)
            measured.append(place)
    return measured


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 0.4])
@pytest.mark.parametrize("cost", [10, 90, 170])
def test_a_steady_run_keeps_to_the_budget_its_last_evaluation_included(share, cost):
    """Exactly, where it can pay for the last one; with one measurement more it would not."""
    budget = Budget(share)
    measured = measured_in(budget, cost)
    assert measured[-1] == 20
    assert budget.taken <= share
    done, taken = budget.state_dict()["done"], budget.state_dict()["spent"]
    if len(measured) < 20:
        assert taken + 2 * cost > share * (done + cost)


@pytest.mark.parametrize("budget", [0.05, 0.1, 0.2])
def test_a_real_run_is_above_the_budget_by_less_than_a_measurement(budget):
    """What the last fits and episodes cost is expected, not known: epochs follow the roundings."""
    run = finished_run(PLANNED, budget)
    above = run.booked["spent"] - budget * run.booked["done"]
    assert above < max(run.costs)
    free = finished_run(PLANNED, 1.0)
    assert free.booked["spent"] - budget * free.booked["done"] > max(free.costs)


def test_the_budget_is_told_how_far_the_run_is():
    told = finished_run(PLANNED, 1.0, episodes=3).progress
    assert told == [50 / 150, 75 / 150, 100 / 150, 125 / 150, 1.0]


@pytest.mark.parametrize(("budget", "full"), [(1.0, [3] * 5), (0.001, [0, 0, 0, 0, 1])])
def test_an_evaluation_books_how_often_it_measured_thoroughly(budget, full):
    assert finished_run(PLANNED, budget, episodes=3).full == full


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
    found = reports_of(PLANNED, 0.05, episodes=3)
    curves = [p for f in found for p in f.profiles if (p.kind, p.policy) == HELD_OUT]
    assert [p.env_step for p in curves] == [50, 75, 100, 125, 150]
