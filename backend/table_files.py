"""Tables as files that a request can ask for instead of JSON."""

from importlib import import_module
from io import BytesIO
from typing import Any, Literal

from fastapi import Response

from backend import arrow as pa
from backend.spreadsheet_text import as_text

Format = Literal["json", "csv", "parquet"]
FileFormat = Literal["csv", "parquet"]

# Ids and keys hold no comma and no quote, and are left plain. A text that did is quoted.
Quoting = Literal["none", "needed"]
PLAIN: Quoting = "none"
QUOTED: Quoting = "needed"
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
    name: str, table: "pa.Table", form: FileFormat, quoting: Quoting = PLAIN
) -> Response:
    """The table as a file to save. In CSV no text is a formula; Parquet holds it as it is."""
    buffer = BytesIO()
    if form == "csv":
        csv = import_module("pyarrow.csv")
        options = csv.WriteOptions(quoting_style=quoting, quoting_header="none")
        csv.write_csv(_without_formulas(table), buffer, options)
    else:
        import_module("pyarrow.parquet").write_table(table, buffer)
    return Response(
        buffer.getvalue(),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _without_formulas(table: "pa.Table") -> "pa.Table":
    """The table with an apostrophe before each text that a spreadsheet would compute.

    A spreadsheet that opens CSV looks at the text alone: a run named `=HYPERLINK(...)` would be a
    link. Numbers stay numbers, negative ones too.
    """
    for place, column in enumerate(table.schema):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            cells = [
                None if cell is None else as_text(cell) for cell in table.column(place).to_pylist()
            ]
            table = table.set_column(place, column, pa.array(cells, column.type))
    return table
