"""Tables as files: text in CSV is never a formula, numbers stay numbers, Parquet is left alone."""

import csv
import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from backend.table_files import QUOTED, table_file

FORMULAS = (
    '=HYPERLINK("http://evil.example","ok")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "  =1",
    '"=1',
    "'=1",
    "\u00a0=1",
    "\ufeff=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
)
PLAIN_TEXTS = ("k = 5", "a=b", "5 - 3", "\u05e9\u05dc\u05d5\u05dd", "e@x", "", "1")


def rows(response):
    return list(csv.DictReader(io.StringIO(response.body.decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text_in_csv_and_untouched_in_parquet(text):
    table = pa.table({"group": [text, None], "value": [-1.5, 2.0]})
    (row, _) = rows(table_file("t", table, "csv", QUOTED))
    assert row == {"group": f"'{text}", "value": "-1.5"}
    kept = parquet.read_table(io.BytesIO(table_file("t", table, "parquet").body))
    assert kept["group"][0].as_py() == text


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_what_is_no_formula_stays_as_it_is(text):
    (row,) = rows(table_file("t", pa.table({"group": [text]}), "csv", QUOTED))
    assert row == {"group": text}


def test_a_run_s_name_is_no_formula_in_the_table_of_trust(quick_api):
    name = '=HYPERLINK("http://evil.example","ok")'
    made = quick_api.launch(name=name)["runs"][0]
    response = quick_api.get(f"trust?runs={made['id']}&group_by=run&format=csv")
    (row,) = csv.DictReader(io.StringIO(response.text))
    assert row["group"] == "'" + name
