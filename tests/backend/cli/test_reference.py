"""`branchpoint reference`, against a real API."""


def test_a_published_curve_is_kept_listed_removed_and_restored(branchpoint, tmp_path):
    table = tmp_path / "sac.csv"
    table.write_text("step,value\n0,-1200\n1000,-150\n")
    about = [
        "--about", "source=Haarnoja et al. 2018", "--about", "environment=Pendulum-v1",
        "--about", "url=https://arxiv.org/abs/1812.05905",
    ]  # fmt: skip
    kept = branchpoint.json("reference", "add", str(table), *about)
    assert (kept["title"], kept["points"], kept["metric"]) == ("sac", 2, "return/real")
    assert "Haarnoja et al. 2018" in branchpoint("reference")
    assert "brings it back" in branchpoint("reference", "remove", kept["id"])
    assert branchpoint.json("reference", "list") == []
    branchpoint("reference", "restore", kept["id"])
    assert [each["id"] for each in branchpoint.json("reference")] == [kept["id"]]
    branchpoint("reference", "remove", "nothing", rc=4)


def test_wrong_usage_and_bad_rows_are_told(branchpoint, tmp_path):
    branchpoint("reference", "add", rc=2)
    table = tmp_path / "bad.csv"
    table.write_text("step,value\n0,nan\n")
    about = ["--about", "source=a", "--about", "environment=b"]
    branchpoint("reference", "add", str(table), *about, rc=2)
    assert "row 2, column value" in branchpoint.errors
    branchpoint("reference", "add", str(table), "--about", "source", rc=2)
    branchpoint("reference", "add", str(tmp_path / "none.csv"), *about, rc=1)
