"""The list of runs reads what it shows and no more."""

import pytest
from sqlalchemy.exc import InvalidRequestError

from backend.db import run_list


def test_a_list_reads_no_documents_and_still_tells_the_improver(api):
    api.launch(spec={"algorithm": {"improver": "redq"}})
    (run,) = api.get("runs").json()["items"]
    assert run["improver"] == "redq"
    with api.database.reading() as session:
        page = run_list.list_runs(session, run_list.RunFilter(), run_list.Order(), None, 50)
        for name in ("spec", "provenance", "failure_traceback"):
            with pytest.raises(InvalidRequestError):
                getattr(page.runs[0], name)
