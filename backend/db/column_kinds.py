"""What a column of a list of runs may be."""

from typing import Any, Literal

from sqlalchemy import SQLColumnExpression

Kind = Literal["number", "text", "truth", "time", "tags"]
Column = SQLColumnExpression[Any]
