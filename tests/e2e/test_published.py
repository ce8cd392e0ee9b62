"""A published page in a real browser: from a plain file server below a path, and as a file."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_fits, assert_no_violation_in_either_theme
from tests.e2e.choices_walk import taken
from tests.e2e.conftest import patient
from tests.e2e.file_server import file_server
from tests.e2e.planted import STEPS, plant

# Fewer would say that the walk finds no controls any more.
FEWEST_CHOICES = {"comparison": 60, "run": 30}
SCRIPT = "<script>window.attacked = true</script>"


@pytest.fixture(scope="module")
def folder(instance, tmp_path_factory):
    """What `branchpoint publish` made of them."""
    plant(instance, "to publish", SCRIPT)
    place = tmp_path_factory.mktemp("host") / "below" / "a path"
    made = instance.command(
        "publish",
        "to publish",
        "--to",
        str(place),
        "--note",
        f"Look at **this** {SCRIPT}",
        "--licence",
        f"CC BY {SCRIPT}",
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("file:///")
    return place


@pytest.fixture(scope="module")
def host(folder):
    """A plain file server, of which the page is one folder among others."""
    with file_server(folder.parent.parent) as port:
        yield f"http://127.0.0.1:{port}/below/a%20path/"


@pytest.fixture(params=["host", "file"])
def page(request, browser, folder):
    address = folder.joinpath("index.html").as_uri()
    if request.param == "host":
        address = request.getfixturevalue("host")
    context = browser.new_context(accept_downloads=True)
    page = patient(context)
    errors, asked = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda each: asked.append(each.url))
    page.goto(address)
    yield page
    assert errors == []
    assert page.evaluate("window.attacked") is None
    own = address.split("index.html")[0]
    assert [url for url in asked if not url.startswith((own, "blob:", "data:"))] == []
    context.close()


def test_the_page_works_without_a_server(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("to publish")
    expect(page.get_by_text("unchanged since")).to_be_visible()
    note = page.get_by_role("region", name="What its author says")
    expect(note).to_contain_text("Look at this")
    expect(note.locator("script")).to_have_count(0)
    expect(page.get_by_role("contentinfo")).to_contain_text(f"CC BY {SCRIPT}")
    figures = page.locator("figure .main-svg")
    expect(figures.first).to_be_visible()
    slider = page.get_by_role("slider", name="Training time")
    slider.press("ArrowLeft")
    expect(page.get_by_text("1,000 real steps").first).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waited:
        # By key: figures that are still drawn move the menu under a pointer.
        page.get_by_role("button", name="returns, CSV").press("Enter")
    lines = waited.value.path().read_text().splitlines()
    assert len(lines) == 1 + 2 * 2 * len(STEPS)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Specs and versions").click()
    assert len(json.loads(waited.value.path().read_text())) == 2


def test_a_run_of_it_opens_and_leads_back(page):
    page.get_by_role("link", name=SCRIPT).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SCRIPT)
    expect(page.locator("figure .main-svg").first).to_be_visible()
    page.get_by_role("link", name="As published").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("to publish")


def test_it_is_launched_from_on_ones_own_instance(page):
    page.get_by_role("button", name="Launch from this").click()
    shown = page.get_by_role("dialog", name="Launch from this")
    expect(shown.get_by_label("Spec as YAML")).to_contain_text("Pendulum-v1")
    with page.expect_download() as waited:
        shown.get_by_role("button", name="Download").click()
    assert "rollout:" in waited.value.path().read_text()
    assert waited.value.suggested_filename.endswith(".yaml")
    address = shown.get_by_label("Address of your own Branchpoint")
    link = shown.get_by_role("link", name="Open my launch form")
    address.fill("lab.example/branchpoint/")
    expect(link).to_have_attribute("href", re.compile(r"^http://lab\.example/branchpoint/launch\?"))
    address.fill("javascript:alert(1)")
    expect(link).to_have_count(0)


def test_it_has_no_accessibility_violation_and_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("figure .main-svg").first).to_be_visible()
    assert_no_violation_in_either_theme(page)
    assert_fits(page)
    page.get_by_role("button", name="Launch from this").click()
    expect(page.get_by_label("Spec as YAML")).to_contain_text("Pendulum-v1")
    assert_no_violation_in_either_theme(page)


def test_a_choice_that_was_not_published_says_so(page):
    expect(page.locator("figure .main-svg").first).to_be_visible()
    before = page.url.split("#")[0]
    page.goto(
        f"{before}#/s/published?step=1000&policy=data&scale=log&ref=none&sum=sum&changed=true"
    )
    expect(page.get_by_text("This choice was not published").first).to_be_visible()
    page.get_by_role("link", name="As published").click()
    expect(page.get_by_text("This choice was not published")).to_have_count(0)


@pytest.mark.parametrize("of", ["comparison", "run"])
def test_every_choice_that_is_offered_was_published(browser, instance, tmp_path, of):
    runs = plant(instance, f"to walk: {of}", grid={"rollout.length": [1, 5]})
    published = runs if of == "comparison" else runs[:1]
    made = instance.command("publish", *published, "--to", str(tmp_path))
    assert made.returncode == 0, made.stderr
    page = patient(browser.new_context(reduced_motion="reduce"))
    names, missing = [], []
    for name in taken(page, (tmp_path / "index.html").as_uri()):
        names.append(name)
        if page.get_by_text("This choice was not published").count():
            missing.append(name)
    page.context.close()
    assert missing == []
    assert len(names) >= FEWEST_CHOICES[of]
