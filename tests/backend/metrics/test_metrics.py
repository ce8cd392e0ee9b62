"""What Prometheus is told."""

from prometheus_client.parser import text_string_to_metric_families

from tests.backend.access.people import person


def numbers(answer):
    """Every sample by its name and labels."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_runs_and_the_process_are_counted(api):
    api.launch(seeds=[0, 1])
    api.get("runs/nothing")
    for _ in range(3):
        api.get("queue")
    told = numbers(api.get("metrics"))

    def requests(method, route, status):
        labels = (("method", method), ("route", f"/{route}"), ("status", status))
        return told["branchpoint_requests_total", labels]

    assert requests("GET", "queue", "200") == 3
    assert requests("POST", "runs", "201") == 1
    assert requests("GET", "runs/{run_id}", "404") == 1
    queue = ("route", "/queue")
    assert told["branchpoint_request_seconds_count", (queue,)] == 3
    assert told["branchpoint_request_seconds_bucket", (("le", "+Inf"), queue)] == 3
    assert 0 < told["branchpoint_request_seconds_sum", (queue,)] < 30
    assert told["branchpoint_runs", (("state", "queued"),)] == 2
    assert told["branchpoint_workers_live", ()] == 0
    assert told["branchpoint_streams", ()] == 0
    assert told["branchpoint_process_resident_memory_bytes", ()] > 1e7


def test_an_address_that_nobody_knows_makes_no_new_number(quick_api):
    for number in range(5):
        quick_api.send(f"BREW{number}", f"nothing/{number}")
    told = numbers(quick_api.get("metrics"))
    unknown = [labels for name, labels in told if name == "branchpoint_requests_total"]
    assert len(unknown) <= 2, unknown


def test_they_are_for_whoever_has_a_token_and_count_what_all_have(quick_api):
    assert quick_api.by().get("metrics").status_code == 401
    private = person(quick_api, "ada").launch(name="secret")
    quick_api.patch(f"experiments/{private['experiment']['id']}/access", {"visibility": "private"})
    answer = person(quick_api, "bob", "viewer").get("metrics")
    assert numbers(answer)["branchpoint_runs", (("state", "queued"),)] == 1
    assert "secret" not in answer.text
