"""What was used last, within a bound: what was not used for longest is given up first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key, for all threads of a process.

    Attributes:
        most: What their sizes may come to.
        held: What they come to.
    """

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self.most = most
        self.held = 0
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The value of this key, if it is still there."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value, in place of the one of this key."""
        with self._lock:
            before = self._values.pop(key, None)
            self.held += self._size(value) - (0 if before is None else self._size(before))
            self._values[key] = value
            while self.held > self.most:
                self.held -= self._size(self._values.popitem(last=False)[1])
