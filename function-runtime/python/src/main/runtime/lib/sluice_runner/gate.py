"""Something that changes, waited for by threads and by coroutines."""

import asyncio
import threading


class Gate:
    """All of its methods are called with the lock held that it is made with."""

    def __init__(self, lock):
        self._condition = threading.Condition(lock)
        self._later = []

    def changed(self) -> None:
        self._condition.notify_all()
        if self._later:
            later, self._later = self._later, []
            for loop, change in later:
                try:
                    loop.call_soon_threadsafe(_settle, change)
                except RuntimeError:
                    pass  # Its loop is closed: nobody waits any more.

    def wait(self, seconds=None) -> None:
        """Lets go of the lock until something has changed, or so long."""
        self._condition.wait(seconds)

    def later(self):
        """What a coroutine of the running loop awaits, without the lock, until something has changed."""
        loop = asyncio.get_running_loop()
        change = loop.create_future()
        self._later.append((loop, change))
        return change


def _settle(change) -> None:
    if not change.done():
        change.set_result(None)
