"""The whole path in a real browser: launch, watch, compare, share, revoke.

The tests of this file tell one story and run in their order.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_fits, assert_no_violation

# Real MBPO, small enough for two cores: a first curve after 200 real steps. A fit of small steps
# soon stops; how good the model is does not matter here.
SMALL = {
    "training.env_steps": "600",
    "training.random_steps": "200",
    "evaluation.every": "100",
    "evaluation.episodes": "2",
    "rollout.per_step": "20",
    "model.hidden": "[32,32]",
    "model.learning_rate": "0.00001",
    "policy.hidden": "[32,32]",
    "policy.updates_per_step": "1",
}
FORM = "/launch?" + "&".join(f"set.{path}={value}" for path, value in SMALL.items())


@pytest.fixture(scope="module")
def story():
    """What one chapter leaves for the next."""
    return {}


def first_line(page):
    """The first line that any figure draws."""
    return page.locator(".js-plotly-plot .scatterlayer .trace path.js-line").first


def test_a_first_visit_says_what_this_is_and_offers_the_example(owner):
    owner.goto("/")
    expect(owner.get_by_role("heading", level=1)).to_have_text("How far can a model be trusted?")
    expect(owner.get_by_role("button", name="Launch the example")).to_be_enabled()


def test_a_refused_value_is_told_at_its_field_and_nothing_can_be_launched(owner):
    owner.goto(FORM)
    length = owner.get_by_role("combobox", name="Rollout length k")
    length.press("Backspace")
    length.fill("-3")
    length.press("Enter")
    expect(owner.get_by_text("at least 1").first).to_be_visible()
    expect(owner.get_by_role("button", name=re.compile("^Launch"))).to_be_disabled()


def test_two_lengths_are_launched_from_the_form(owner, story):
    owner.goto(FORM)
    length = owner.get_by_role("combobox", name="Rollout length k")
    length.press("Backspace")
    for value in ("1", "5"):
        length.fill(value)
        length.press("Enter")
    expect(owner.get_by_text("2 lengths \N{MULTIPLICATION SIGN} 1 seed = 2 runs")).to_be_visible()
    expect(owner.get_by_text("the model imagines 1 or 5 steps")).to_be_visible()
    owner.get_by_role("combobox", name="Experiment").fill("Does a longer rollout pay?")
    owner.get_by_role("button", name="Launch 2 runs").click()
    owner.wait_for_url("**/experiments/*")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Does a longer rollout pay?")
    story["experiment"] = owner.url.rpartition("/")[2].partition("?")[0]


def test_the_first_curve_appears_while_the_run_goes_on(owner, story, instance):
    told = instance.command("runs", "--json")
    runs = json.loads(told.stdout)
    items = runs["items"] if isinstance(runs, dict) else runs
    story["runs"] = [run["id"] for run in items]
    assert len(story["runs"]) == 2
    owner.goto(f"/runs/{story['runs'][0]}")
    expect(first_line(owner)).to_be_attached()
    expect(owner.get_by_text("Per-horizon error").first).to_be_visible()


# On a busy machine both train for minutes.
def test_both_runs_succeed_and_say_so_without_a_reload(owner):
    owner.goto("/runs")
    expect(owner.get_by_text("succeeded").nth(2)).to_be_visible(timeout=600_000)


def test_trajectories_are_drawn_and_their_axes_stand_in_the_address(owner, story):
    owner.goto(f"/runs/{story['runs'][0]}")
    picture = owner.get_by_role("region", name="Trajectories")
    expect(picture.locator(".js-plotly-plot .trace path.js-line").first).to_be_attached()
    expect(picture.get_by_text("Off the dots, rollouts of")).to_be_visible()
    for axis, place in (("Dimension drawn", "dimension=2"), ("Drawn against", "against=0")):
        choice = picture.get_by_role("combobox", name=axis)
        choice.press("ArrowDown")
        wanted = "angular velocity" if place == "dimension=2" else "cosine of the angle"
        owner.get_by_role("option", name=wanted).click()
        owner.wait_for_url(f"**{place}**")
    assert_no_violation(owner)


def test_two_lengths_are_compared(owner, story):
    owner.goto(f"/compare?experiment={story['experiment']}")
    table = owner.get_by_role("group", name="Values by group")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(first_line(owner)).to_be_attached()
    expect(owner.get_by_text("k = 5").first).to_be_attached()


def test_trust_and_any_diagnostic_are_compared_and_stand_in_the_address(owner, story):
    owner.goto(f"/compare?experiment={story['experiment']}")
    table = owner.get_by_role("group", name="Trust by group")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("button", name="CPU time").click()
    expect(table.get_by_role("columnheader", name="CPU time")).to_have_attribute(
        "aria-sort", "descending"
    )
    shown = {"Diagnostic shown": "stretch of the loop", "Series shown": "CPU time so far"}
    for menu, choice in shown.items():
        owner.get_by_role("combobox", name=menu).click()
        owner.get_by_role("option", name=choice, exact=True).click()
    chosen = "diagnostic=jacobian-stretch&series=cost/cpu"
    owner.wait_for_url(lambda url: "sort=-cpu" in url and chosen in url)
    owner.reload()
    for section in ("Diagnostics over the horizon", "Series over real steps"):
        figure = owner.get_by_role("region", name=section)
        expect(figure.locator("path.js-line").first).to_be_attached()
    expect(owner.get_by_text("How much h imagined steps stretch")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_comparison_has_no_accessibility_violation_and_fits_a_phone(owner, story, scheme):
    owner.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    owner.set_viewport_size({"width": 390, "height": 844})
    owner.goto(f"/compare?experiment={story['experiment']}")
    owner.get_by_text("How to read the columns").click()
    expect(owner.locator(".js-plotly-plot path.js-line").nth(5)).to_be_attached()
    assert_no_violation(owner)
    assert_fits(owner)


def test_a_shared_comparison_opens_in_a_clean_browser_and_can_be_taken_back(
    owner, stranger, story, instance
):
    owner.goto(f"/compare?experiment={story['experiment']}")
    owner.get_by_role("button", name="Share view").click()
    owner.get_by_role("button", name="Make the link").click()
    link = owner.get_by_label("Copy it now: it is not shown again").input_value()
    assert link.startswith(f"{instance.url}/s/")

    stranger.goto(link)
    expect(stranger.get_by_role("group", name="Values by group")).to_be_visible()
    shared = stranger.get_by_role("group", name="Trust by group")
    expect(shared.get_by_role("row")).to_have_count(3)
    expect(first_line(stranger)).to_be_attached()
    expect(stranger.get_by_role("button", name="Share view")).to_have_count(0)
    expect(stranger.get_by_role("link", name="Runs")).to_have_count(0)

    owner.get_by_role("button", name=re.compile("^Revoke link")).click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This is no longer shared")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This is no longer shared")


def test_a_deleted_runs_link_says_that_it_was_deleted(stranger, story, instance):
    run = story["runs"][0]
    shared = instance.command("share", run)
    link = re.search(r"http\S+/s/\S+", shared.stdout).group(0)
    assert instance.command("delete", run).returncode == 0
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(
        "What this link showed was deleted or is private now"
    )


def test_a_stranger_sees_nothing_but_how_to_get_in(stranger):
    stranger.goto("/runs")
    expect(stranger.get_by_text("branchpoint open")).to_be_visible()
    assert stranger.request.get("/api/v1/runs").status == 401


def test_the_command_line_exports_the_curves(story, instance):
    kept = story["runs"][1]
    told = instance.command("export", kept, "--what", "horizon-error", "--format", "csv")
    header = told.stdout.splitlines()[0].replace('"', "")
    assert header == "run,env_step,policy,horizon,mean,q10,q50,q90,count"
    assert len(told.stdout.splitlines()) > 100
