"""The list of runs as its reader uses it: filter, save, choose all, archive, undo; bad links."""

from secrets import token_hex
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessible import assert_no_violation_in_either_theme

COUNT = 105
CSRF = {"Branchpoint-Csrf": "1"}


@pytest.fixture
def tag(owner: Page) -> str:
    """The tag of more runs than a page of the list holds; none of them trains."""
    tag = f"many-{token_hex(4)}"
    asked = {"experiment_name": "Many", "seeds": list(range(COUNT)), "tags": [tag]}
    answer = owner.request.post("/api/v1/runs", data=asked, headers=CSRF)
    assert answer.status == 201, answer.text()
    ids = [run["id"] for run in answer.json()["runs"]]
    assert owner.request.post("/api/v1/runs/cancel", data={"ids": ids}, headers=CSRF).ok
    return tag


def test_a_filtered_list_is_saved_and_all_of_it_archived_and_brought_back(owner: Page, tag: str):
    owner.goto("/runs")
    owner.get_by_role("combobox", name="Filter by an expression").fill(
        f'tags contains "{tag}" and seed < 103'
    )
    matching = owner.get_by_role("status").filter(has_text="103 runs match")
    expect(matching).to_be_visible()
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="saved views").click()
    owner.get_by_role("menuitem", name="Save this view as…").click()
    owner.get_by_role("textbox", name="Name").fill("all but two")
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_role("button", name="view “all but two”")).to_be_visible()
    owner.reload()
    expect(owner.get_by_role("button", name="view “all but two”")).to_be_visible()
    expect(owner.get_by_text("changed since")).not_to_be_visible()
    owner.get_by_role("checkbox", name="Select all 103 runs").check()
    bar = owner.get_by_role("region", name="Chosen runs")
    expect(bar).to_contain_text("103 runs chosen")
    assert "chosen=all" in owner.url
    bar.get_by_role("button", name="Archive").click()
    expect(owner.get_by_role("heading", name="No run matches")).to_be_visible()
    owner.get_by_role("button", name="Undo").click()
    expect(matching).to_be_visible()


@pytest.mark.parametrize(
    "search",
    [
        "filter===&columns=<b>,seed&sort=zz&chosen=all&view=nope&archived=maybe&promises=2",
        f"filter={quote('error(0) < 1')}&chosen={',,,'.join(['a'] * 99)}",
        f"filter={quote('(' * 60)}&sort=-error(999)&view=%00&chosen=%F0%9F%A6%8A",
        "group_by=created_at,<b>,seed&open=zz,0123456789,&columns=a/b.mean_last(99),alarm&sort=alarm",
        "columns=error(999)&cursor=x&limit=-1&status=lost&archived=true&archived=false",
    ],
)
def test_a_bad_link_to_the_list_breaks_nothing(owner: Page, search: str):
    broken = []
    owner.on("response", lambda answer: answer.status >= 500 and broken.append(answer.url))
    owner.goto(f"/runs?{search}")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Runs")
    expect(owner.get_by_role("search", name="Filter the runs")).to_be_visible()
    owner.wait_for_timeout(1_000)
    assert broken == []


def test_the_list_is_grouped_opened_and_chosen_by_the_keyboard_alone(owner: Page, tag: str):
    owner.goto(f"/runs?tag={tag}&columns=seed")
    group = owner.get_by_role("button", name="group", exact=True)
    group.focus()
    owner.keyboard.press("Enter")
    choice = owner.get_by_role("combobox", name="Group runs by")
    choice.focus()
    owner.keyboard.type("status")
    expect(owner.get_by_role("option", name="status", exact=False).first).to_be_visible()
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press("Enter")
    owner.keyboard.press("Escape")
    owner.keyboard.press("Escape")
    head = owner.get_by_role("row").filter(has_text="cancelled").first
    expect(head).to_contain_text("105 runs: 105 cancelled")
    opener = head.get_by_role("button", name="cancelled")
    opener.focus()
    owner.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(owner.get_by_role("link", name="seed", exact=False).first).to_be_visible()
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press(" ")
    expect(owner.get_by_role("region", name="Chosen runs")).to_contain_text("1 run chosen")
    head.get_by_role("checkbox").focus()
    owner.keyboard.press(" ")
    expect(owner.get_by_role("region", name="Chosen runs")).to_contain_text("105 runs chosen")
    assert "group_by=status" in owner.url
    assert_no_violation_in_either_theme(owner)
    owner.reload()
    expect(opener).to_have_attribute("aria-expanded", "true")


def test_several_runs_are_launched_again_with_other_seeds_and_taken_back(owner: Page, tag: str):
    wanted = f'tags contains "{tag}" and seed < 2'
    owner.goto(f"/runs?filter={quote(wanted)}")
    owner.get_by_role("checkbox", name="Select all 2 runs").check()
    bar = owner.get_by_role("region", name="Chosen runs")
    opener = bar.get_by_role("button", name="Same again, other seeds")
    opener.focus()
    owner.keyboard.press("Enter")
    count = owner.get_by_role("textbox", name="Seeds more of each")
    expect(count).to_be_focused()
    expect(owner.get_by_text("Of the settings that these 2 runs have, each once.")).to_be_visible()
    assert_no_violation_in_either_theme(owner)
    owner.keyboard.press("Escape")
    expect(opener).to_be_focused()
    owner.keyboard.press("Enter")
    expect(count).to_be_focused()
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press("ArrowDown")
    expect(count).to_have_value("3")
    owner.keyboard.press("Enter")
    # Both have the same settings, of which seeds 0 to 104 were run.
    expect(owner.get_by_text("3 runs launched.")).to_be_visible()
    expect(bar).to_have_count(0)
    query = {"filter": "seed > 104", "limit": 10}
    launched = owner.request.get("/api/v1/runs", params=query).json()["items"]
    assert sorted(run["seed"] for run in launched) == [105, 106, 107]
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_text("3 runs deleted")).to_have_count(0)
    for _ in range(100):
        if owner.request.get("/api/v1/runs", params=query).json()["items"] == []:
            return
        owner.wait_for_timeout(100)
    raise AssertionError("the launched runs were not taken back")
