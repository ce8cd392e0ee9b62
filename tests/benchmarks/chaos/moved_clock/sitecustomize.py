"""Mends a fault of libfaketime in every process whose clock it moves.

A sleep whose end is past before it has begun, as on a busy machine, fails there with EINVAL.
"""

import errno
import time

_sleep = time.sleep


def _overdue_or_slept(seconds: float) -> None:
    try:
        _sleep(seconds)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise


time.sleep = _overdue_or_slept
