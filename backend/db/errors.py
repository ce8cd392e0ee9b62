"""What can be wrong with a request to the store.

StoreError
├── StaleClaim      a worker that no longer owns the run wants to write to it
├── WrongMove       a run cannot go from its status by this event
└── BadCursor       a list's cursor that this store did not make
"""


class StoreError(Exception):
    """The store refuses; nothing was changed."""


class StaleClaim(StoreError):
    """The run was claimed again, or ended, since this claim was made."""

    def __init__(self, run_id: str, attempt: int) -> None:
        super().__init__(f"attempt {attempt} of run {run_id} no longer owns it")
        self.run_id = run_id
        self.attempt = attempt


class WrongMove(StoreError):
    """A run cannot make this move."""

    def __init__(self, status: str, event: str) -> None:
        super().__init__(f"a run that is {status} cannot {event}")
        self.status = status
        self.event = event


class BadCursor(StoreError, ValueError):
    """A cursor that no list gave out."""
