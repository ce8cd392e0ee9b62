"""Generated requests against the OpenAPI document: no server error, and answers as described.

`python -m tests.benchmarks.document` sends many more. What is left out, and why, stands in
`tests/benchmarks/document/generated.py`.
"""

import pytest

from tests.benchmarks.document.generated import described, differences

EXAMPLES = 3


@pytest.mark.long
def test_every_operation_answers_as_described(tmp_path):
    with described(tmp_path, EXAMPLES) as schema:
        sent, found = differences(schema)
    assert sent > 1_000
    assert found == []
