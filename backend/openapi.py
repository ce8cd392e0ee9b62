"""`python -m backend.openapi` prints the OpenAPI document, sorted, for the browser's client."""

import json
import sys

from backend.app import create_app
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings


def main() -> None:
    """Print the document. No database is opened and no page is needed."""
    app = create_app(DatabaseSettings(), WebSettings())
    sys.stdout.write(json.dumps(app.openapi(), indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
