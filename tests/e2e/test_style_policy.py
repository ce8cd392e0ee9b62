"""The policy on styles, without `unsafe-inline`, in a real browser: nothing of ours is held up."""

import pytest

VIOLATIONS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""
SMALL = (
    "training.env_steps=400", "training.random_steps=200", "evaluation.every=200",
    "evaluation.episodes=1", "model.hidden=[16,16]", "evaluation.diagnostics_budget=0.05",
)  # fmt: skip


@pytest.fixture
def watched(owner):
    """The owner's page, which notes what its policy refuses."""
    owner.add_init_script(VIOLATIONS)
    return owner


def refused(page):
    return page.evaluate("window.refused")


@pytest.mark.parametrize("path", ["/", "/launch", "/compare", "/presets", "/queue", "/help"])
def test_no_page_of_ours_is_held_up_by_its_policy(watched, path):
    watched.goto(path)
    watched.get_by_role("heading").first.wait_for()
    watched.wait_for_timeout(500)
    assert refused(watched) == []


def test_a_dialog_and_a_figure_have_their_styles(watched, instance):
    settings = [part for setting in SMALL for part in ("--set", setting)]
    launched = instance.command("launch", "random-data/pendulum", *settings)
    assert launched.returncode == 0, launched.stderr
    watched.goto("/")
    run = watched.request.get("/api/v1/runs").json()["items"][0]["id"]
    watched.goto(f"/runs/{run}")
    watched.locator(".js-plotly-plot").first.wait_for()
    watched.get_by_role("button", name="Share").click()
    watched.get_by_role("dialog").wait_for()
    assert watched.evaluate("getComputedStyle(document.body).overflow") == "hidden"
    # The rule of plotly's own that makes its drawing area fill its frame.
    rules = watched.evaluate(
        "document.getElementById('plotly.js-style-global').sheet.cssRules.length"
    )
    assert rules > 10
    assert refused(watched) == []


def test_a_style_without_the_nonce_is_refused(watched):
    watched.goto("/")
    watched.get_by_role("heading").first.wait_for()
    watched.evaluate(
        """() => {
          const style = document.createElement("style");
          style.textContent = "body { display: none }";
          document.head.append(style);
        }"""
    )
    assert watched.evaluate("getComputedStyle(document.body).display") != "none"
    assert any(each.startswith("style-src") for each in refused(watched))
