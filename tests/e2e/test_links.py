"""Share links as their owner and their readers have them: published, framed, ended."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_fits, assert_no_violation_in_either_theme
from tests.e2e.conftest import patient
from tests.e2e.file_server import file_server
from tests.e2e.planted import plant

HOSTILE = '<img src=x onerror="window.attacked=1">'


@pytest.fixture(scope="module")
def runs(instance):
    """Two runs in an experiment of their own."""
    return plant(instance, "to share", HOSTILE)


@pytest.fixture
def dialog(owner, runs):
    """The Share dialog of both."""
    owner.goto(f"/compare?runs={','.join(runs)}")
    owner.get_by_role("button", name="Share view").click()
    return owner.get_by_role("dialog", name="Share")


def made_link(dialog):
    dialog.get_by_role("button", name="Make the link").click()
    return dialog.get_by_label("Copy it now: it is not shown again").input_value()


def test_a_reader_launches_from_what_is_shared(browser, instance, signed_in, dialog):
    link = made_link(dialog)
    context = browser.new_context(
        storage_state=signed_in, permissions=["clipboard-read", "clipboard-write"]
    )
    page = patient(context)
    page.goto(link)
    page.get_by_role("button", name="Launch from this").click()
    shown = page.get_by_role("dialog", name="Launch from this")
    expect(shown.get_by_label("Spec as YAML")).to_contain_text("Pendulum-v1")
    shown.get_by_role("button", name="Copy the command").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")
    assert command.startswith("branchpoint launch - <<'END'\nspec_version: ")
    shown.get_by_label("Spec of the run").select_option(index=1)
    expect(shown.get_by_label("Spec as YAML")).to_contain_text("seed: ")
    shown.get_by_label("Address of your own Branchpoint").fill(instance.url)
    with page.expect_popup() as opened:
        shown.get_by_role("link", name="Open my launch form").click()
    form = opened.value
    expect(form.get_by_role("textbox", name="YAML")).to_have_value(re.compile("id: Pendulum-v1"))
    expect(form.get_by_text("In step with the form")).to_be_visible()
    assert "#" not in form.url
    assert page.evaluate("window.attacked") is None
    context.close()


def test_the_dialog_publishes_a_zip_that_opens_as_a_file(browser, dialog, owner, tmp_path):
    dialog.get_by_label("Title").fill(f"What {HOSTILE} found")
    dialog.get_by_label("Note").fill("Look at **this**.")
    dialog.get_by_text("Zip of a folder").click()
    dialog.get_by_label("Licence").fill("CC BY 4.0")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog.get_by_text(re.compile("Waiting for its turn|answers so far"))).to_be_visible()
    with owner.expect_download() as waited:
        dialog.get_by_role("button", name=re.compile("^Save What-img.*MB$")).click()
    assert waited.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(waited.value.path()) as archive:
        archive.extractall(tmp_path)
    (index,) = tmp_path.glob("*/index.html")
    context = browser.new_context()
    page = patient(context)
    page.goto(index.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What {HOSTILE} found")
    expect(page.locator("figure .main-svg").first).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_contain_text("CC BY 4.0")
    assert page.evaluate("window.attacked") is None
    context.close()


def test_a_publication_is_cancelled_and_a_second_one_is_refused(dialog, owner):
    # A frozen link is made first, so that what is published waits for its turn.
    dialog.get_by_label("Frozen").check()
    made_link(dialog)
    dialog.get_by_role("button", name="Publish", exact=True).click()
    cancel = dialog.get_by_role("button", name="Cancel", exact=True)
    expect(cancel).to_be_visible()
    second = patient(owner.context)
    second.goto(owner.url)
    second.get_by_role("button", name="Share view").click()
    other = second.get_by_role("dialog", name="Share")
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_text("Another page of yours is being made")).to_be_visible()
    cancel.click()
    expect(dialog.get_by_text("Cancelled. Nothing was published.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Publish", exact=True)).to_be_enabled()
    second.close()


def test_a_frozen_page_has_no_accessibility_violation_and_fits_a_phone(dialog, stranger):
    dialog.get_by_label("Note").fill("What I found, **frozen**.")
    dialog.get_by_label("Frozen").check()
    stranger.set_viewport_size({"width": 390, "height": 844})
    stranger.goto(made_link(dialog))
    expect(stranger.get_by_text("unchanged since")).to_be_visible()
    expect(stranger.locator("figure .main-svg").first).to_be_visible()
    assert_no_violation_in_either_theme(stranger)
    assert_fits(stranger)


@pytest.mark.parametrize("kind", ["live", "frozen"])
def test_a_revoked_link_leaves_the_dialog_and_ends_the_pages_that_show_it(dialog, stranger, kind):
    if kind == "frozen":
        dialog.get_by_label("Frozen").check()
    stranger.goto(made_link(dialog))
    expect(stranger.locator("figure .main-svg").first).to_be_visible()
    revoke = dialog.get_by_role("button", name=re.compile("^Revoke link"))
    before = revoke.count()
    # From here on no clock of the page runs but by our hand: nothing is asked of itself.
    stranger.clock.install()
    stranger.clock.pause_at(stranger.evaluate("Date.now()") + 1_000)
    # The server ends the stream of events itself: no page waits until it asks again.
    with stranger.expect_event("requestfinished", lambda each: each.url.endswith("/events")):
        revoke.first.click()
    expect(revoke).to_have_count(before - 1)
    # Two seconds of the page, in steps, for what the network brings has no clock that we hold.
    gone = stranger.get_by_role("heading", name="This is no longer shared", level=1)
    for _ in range(20):
        stranger.clock.run_for(100)
        stranger.wait_for_timeout(250)
        if gone.count():
            break
    expect(gone).to_be_visible()


@pytest.fixture
def elsewhere(tmp_path):
    """Another site: its folder and its address."""
    # By another name than the instance, so that to browsers it is another site.
    with file_server(tmp_path) as port:
        yield tmp_path, f"http://localhost:{port}/index.html"


def test_a_page_of_another_site_frames_a_link_that_allows_it(dialog, stranger, elsewhere):
    folder, address = elsewhere
    dialog.get_by_label("May be embedded").check()
    made_link(dialog)
    frame = dialog.get_by_label("Frame for pages of other sites").input_value()
    (folder / "index.html").write_text(f"<!doctype html><title>Mine</title>{frame}")
    stranger.goto(address)
    inside = stranger.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_be_visible()
    expect(inside.locator("figure .main-svg").first).to_be_visible()


def test_a_page_of_another_site_does_not_frame_one_that_does_not(dialog, stranger, elsewhere):
    folder, address = elsewhere
    link = made_link(dialog)
    (folder / "index.html").write_text(f'<!doctype html><iframe src="{link}"></iframe>')
    refusals = []
    stranger.on("console", lambda each: refusals.append(each.text))
    stranger.goto(address)
    stranger.wait_for_function("window.frames.length === 1")
    expect(stranger.frame_locator("iframe").get_by_role("heading", level=1)).to_have_count(0)
    assert any("frame-ancestors" in each for each in refusals)
