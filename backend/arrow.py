"""pyarrow, loaded by whoever writes the first table: few requests do, and it takes 50 ms.

Imported as `pa`. Types in annotations are written in quotes, or they would load it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyarrow import Array, Table, array, bool_, float64, int64, schema, string, table, types
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        return getattr(import_module("pyarrow"), name)


__all__ = [
    "Array", "Table", "array", "bool_", "float64", "int64", "schema", "string", "table", "types",
]  # fmt: skip
