"""What was done, as administrators look it up and take it along."""

import json

from fastapi import Response
from sqlalchemy.orm import Session

from backend import arrow as pa
from backend.access.account_schemas import AuditExport, AuditQuery, AuditTrail, DeedView
from backend.db import audit
from backend.db.audit import Sought
from backend.table_files import QUOTED, table_file

MOST_EXPORTED = 100_000
COLUMNS = ("id", "at", "who", "action", "about", "address")


def trail(session: Session, query: AuditQuery) -> AuditTrail:
    """What was done of what is sought, newest first."""
    sought = _sought(query)
    rows = audit.newest(session, sought, query.limit, query.before)
    return AuditTrail(
        items=[DeedView.model_validate(row) for row in rows],
        total=audit.count(session, sought),
        next_before=rows[-1].id if len(rows) == query.limit else None,
        actions=list(audit.actions(session)),
    )


def exported(session: Session, query: AuditExport) -> Response:
    """All of what is sought as a file, newest first, at most 100,000 rows."""
    rows = audit.newest(session, _sought(query), MOST_EXPORTED, None)
    deeds = [DeedView.model_validate(row).model_dump(mode="json") for row in rows]
    if query.format == "json":
        name = 'attachment; filename="audit.json"'
        return Response(
            json.dumps(deeds), media_type="application/json", headers={"Content-Disposition": name}
        )
    columns = {name: [deed[name] for deed in deeds] for name in COLUMNS}
    kinds = [pa.int64(), *[pa.string()] * (len(COLUMNS) - 1)]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    return table_file("audit", pa.table(columns, schema=schema), "csv", QUOTED)


def _sought(query: AuditExport | AuditQuery) -> Sought:
    return Sought(query.who, query.action, query.since, query.until)
