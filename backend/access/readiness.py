"""Whether this process can do its work."""

from sqlalchemy.exc import SQLAlchemyError

from backend.access.schemas import Readiness
from backend.db.migrate import pending
from backend.db.settings import DatabaseSettings
from backend.errors import NotReady
from backend.settings import WebSettings


def check(database: DatabaseSettings, web: WebSettings) -> Readiness:
    """What the process can work with.

    Raises:
        NotReady: When the database does not answer or lacks this version's tables.
    """
    try:
        is_behind = pending(database)
    except SQLAlchemyError as error:
        raise NotReady(f"The database does not answer: {type(error).__name__}.") from error
    if is_behind:
        raise NotReady("The database lacks this version's tables. Run `branchpoint migrate`.")
    return Readiness(
        status="ready",
        database="sqlite" if database.url.startswith("sqlite") else "postgresql",
        page_built=(web.page / "index.html").is_file(),
    )
