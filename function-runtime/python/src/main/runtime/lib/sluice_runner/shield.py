"""Where the code of a call may be interrupted, and where not: never in the middle of what the runner does for it."""

import threading

import sluice


class Shield:
    """Held by the thread of a call while it does the runner's work; may be held several times over. For other threads it does nothing.

    An interruption comes as sluice.Cancelled, once, and only while the call's own code runs: at once if the runner's work is not under way, else
    when that ends.
    """

    def __init__(self):
        self._lock = threading.RLock()
        self._owner = None
        self._depth = 0
        self._open = False
        self._wanted = False
        self._told = False

    def begin(self) -> None:
        """The calling thread is the call's."""
        self._owner = threading.get_ident()

    def __enter__(self) -> None:
        if threading.get_ident() == self._owner:
            with self._lock:
                self._depth += 1

    def __exit__(self, kind, value, trace) -> None:
        if threading.get_ident() != self._owner:
            return
        with self._lock:
            self._depth -= 1
            due = self._due()
        if due:
            raise sluice.Cancelled("the call was cancelled") from None

    def run(self, code, *values):
        """Calls code of the function's, which may be interrupted."""
        with self._lock:
            self._open = True
            due = self._due()
        try:
            if due:
                raise sluice.Cancelled("the call was cancelled")
            return code(*values)
        finally:
            with self._lock:
                self._open = False

    def want(self) -> None:
        """From now on an interruption is due."""
        with self._lock:
            self._wanted = True

    @property
    def told(self) -> bool:
        """Whether the interruption has come."""
        return self._told

    def interrupt(self, how) -> None:
        """Has it done if it is due and can come at once."""
        with self._lock:
            if self._due():
                how()

    def _due(self) -> bool:
        if self._wanted and self._open and self._depth == 0 and not self._told:
            self._told = True
            return True
        return False
