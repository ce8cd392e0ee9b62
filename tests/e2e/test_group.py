"""Two people and a stranger, each in their own browser, over TLS behind nginx below a path.

The tests of this file tell one story and run in their order.
"""

import shutil

import pytest
from playwright.sync_api import expect

from tests.backend.access.people import PASSWORD
from tests.e2e.accessible import assert_no_violation
from tests.e2e.conftest import patient
from tests.e2e.deployment import BASE, EVE, behind

BOBS = "a password of his own"


@pytest.fixture(scope="module")
def server(processes, tmp_path_factory):
    """Where the group's server is reached."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed: scripts/with-proxies installs it")
    folder = tmp_path_factory.mktemp("group")
    with behind("nginx", folder, processes):
        yield processes.url


@pytest.fixture(scope="module")
def profiles(browser):
    """A page for each person, in their own browser profile. Errors of a page fail it."""
    opened, errors = {}, []

    def profile(name):
        if name not in opened:
            page = patient(browser.new_context(ignore_https_errors=True))
            page.on("pageerror", lambda error: errors.append(f"{name}: {error}"))
            opened[name] = page
        return opened[name]

    yield profile
    for page in opened.values():
        page.context.close()
    assert errors == []


@pytest.fixture(scope="module")
def story():
    """What one chapter leaves for the next."""
    return {}


def test_an_administrator_signs_in_and_invites(profiles, server, story):
    ada = profiles("ada")
    ada.goto(f"{server}/")
    ada.get_by_label("Login").fill("ada")
    ada.get_by_role("textbox", name="Password").fill(PASSWORD)
    ada.get_by_role("button", name="Sign in", exact=True).click()
    ada.get_by_role("button", name="Session").click()
    ada.get_by_role("menuitem", name="Accounts").click()
    ada.wait_for_url(f"{server}/accounts")
    ada.get_by_role("button", name="Make a link").click()
    story["invitation"] = ada.get_by_label("Makes one editor's account").input_value()
    assert story["invitation"].startswith(f"{server}/join#")


def test_the_invited_makes_an_account_once_and_is_signed_in(profiles, server, story):
    bob = profiles("bob")
    bob.goto(story["invitation"])
    bob.get_by_label("Your name").fill("Bob")
    bob.get_by_label("Login").fill("bob@example.org")
    bob.get_by_role("textbox", name="Password").fill(BOBS)
    bob.get_by_role("button", name="Make the account").click()
    bob.wait_for_url(f"{server}/")
    expect(bob.get_by_role("navigation", name="Main")).to_be_visible()
    cookie = next(each for each in bob.context.cookies() if "branchpoint" in each["name"])
    assert (cookie["path"], cookie["secure"], cookie["httpOnly"]) == (BASE, True, True)

    mallory = profiles("mallory")
    mallory.goto(story["invitation"])
    expect(mallory.get_by_role("heading", level=1)).to_have_text("The invitation is no good")


def test_bob_launches_a_run_and_ada_s_open_page_shows_it(profiles, server, story):
    ada, bob = profiles("ada"), profiles("bob")
    ada.goto(f"{server}/runs")
    expect(ada.get_by_text("Live", exact=True)).to_be_visible()
    bob.goto(f"{server}/launch?set.training.env_steps=600&set.training.random_steps=200")
    bob.get_by_role("combobox", name="Experiment").fill("Of the group")
    bob.get_by_role("button", name="Launch 1 run").click()
    bob.wait_for_url(f"{server}/runs/*")
    expect(ada.get_by_text("Of the group").first).to_be_visible()
    story["run"] = bob.url


def test_ada_sees_who_launched_it_and_bob_says_who_sees_it(profiles, server):
    ada, bob = profiles("ada"), profiles("bob")
    ada.get_by_role("button", name="Session").click()
    ada.get_by_role("menuitem", name="What was done").click()
    ada.wait_for_url(f"{server}/audit")
    # The list of runs, which is still there for a moment, has a search for names too.
    expect(ada.get_by_role("heading", level=1)).to_have_text("What was done")
    ada.get_by_role("textbox", name="Name", exact=True).fill("bob")
    ada.wait_for_url(f"{server}/audit?who=bob")
    expect(ada.get_by_role("cell", name="launch runs")).to_be_visible()
    with ada.expect_download() as saved:
        ada.get_by_role("button", name="Save as CSV").click()
    assert "launch_runs" in saved.value.path().read_text()

    bob.goto(f"{server}/")
    bob.get_by_role("link", name="Of the group").first.click()
    bob.get_by_role("button", name="Who sees it").click()
    bob.get_by_label("nobody else").check()
    bob.get_by_role("button", name="Save", exact=True).click()
    expect(bob.get_by_role("dialog")).to_have_count(0)


def test_a_link_opens_exactly_the_run_without_an_account_until_it_is_revoked(
    profiles, server, story
):
    bob, stranger = profiles("bob"), profiles("stranger")
    bob.goto(story["run"])
    bob.get_by_role("button", name="Share").first.click()
    bob.get_by_role("button", name="Make the link").click()
    link = bob.get_by_label("Copy it now: it is not shown again").input_value()
    assert link.startswith(f"{server}/s/")

    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("seed 0")
    assert stranger.context.cookies() == []
    assert stranger.request.get(f"{server}/api/v1/runs").status == 401
    assert_no_violation(stranger)

    bob.get_by_role("button", name="Revoke link").first.click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This is no longer shared")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This is no longer shared")


def test_signing_out_in_one_browser_leaves_the_other(profiles, server):
    bob, ada = profiles("bob"), profiles("ada")
    bob.goto(f"{server}/runs")
    bob.get_by_role("button", name="Session").click()
    bob.get_by_role("menuitem", name="Sign out").click()
    expect(bob.get_by_label("Login")).to_be_visible()
    ada.goto(f"{server}/runs")
    expect(ada.get_by_role("navigation", name="Main")).to_be_visible()


def test_somebody_of_the_group_signs_in_by_its_provider(profiles, server):
    """The way there and back leads over another site, whose pages carry no strict cookie."""
    eve = profiles("eve")
    eve.goto(f"{server}/runs?q=a")
    eve.get_by_role("button", name="Sign in with The Lab").click()
    eve.get_by_role("button", name=EVE["sub"]).click()
    eve.wait_for_url(f"{server}/runs?q=a")
    expect(eve.get_by_role("navigation", name="Main")).to_be_visible()
    eve.get_by_role("button", name="Session").click()
    expect(eve.get_by_text(EVE["name"], exact=True)).to_be_visible()
