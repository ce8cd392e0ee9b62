"""Tables as files that a request can ask for instead of JSON."""

import re
from io import BytesIO
from typing import Any, Literal

import pyarrow as pa
from fastapi import Response
from pyarrow import csv, parquet

Format = Literal["json", "csv", "parquet"]
FileFormat = Literal["csv", "parquet"]

# Ids and keys hold no comma and no quote, and are left plain. A text that did is quoted.
PLAIN = csv.WriteOptions(quoting_style="none", quoting_header="none")
QUOTED = csv.WriteOptions(quoting_style="needed", quoting_header="none")
# What a spreadsheet takes for a formula, at half and full width, behind anything that it skips.
SKIPPED, SIGNS = r"[\s\"'\u200b-\u200f\u2060\ufeff]*", r"[=+\-@|\uff1d\uff0b\uff0d\uff20]"
FORMULA = re.compile(rf"{SKIPPED}{SIGNS}|[\t\r\n]")
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}

# What OpenAPI says of a route that answers with them.
TABLES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


def table_file(
    name: str, table: pa.Table, form: FileFormat, options: csv.WriteOptions = PLAIN
) -> Response:
    """The table as a file to save. In CSV no text is a formula; Parquet holds it as it is."""
    buffer = BytesIO()
    if form == "csv":
        csv.write_csv(_without_formulas(table), buffer, options)
    else:
        parquet.write_table(table, buffer)
    return Response(
        buffer.getvalue(),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _without_formulas(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before each text that a spreadsheet would compute.

    A spreadsheet that opens CSV looks at the text alone: a run named `=HYPERLINK(...)` would be a
    link. Numbers stay numbers, negative ones too.
    """
    for place, column in enumerate(table.schema):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            cells = [_as_text(cell) for cell in table.column(place).to_pylist()]
            table = table.set_column(place, column, pa.array(cells, column.type))
    return table


def _as_text(cell: str | None) -> str | None:
    return f"'{cell}" if cell is not None and FORMULA.match(cell) else cell
