"""Tables as files that a request can ask for instead of JSON."""

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
    """The table as a file to save."""
    buffer = BytesIO()
    if form == "csv":
        csv.write_csv(table, buffer, options)
    else:
        parquet.write_table(table, buffer)
    return Response(
        buffer.getvalue(),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )
