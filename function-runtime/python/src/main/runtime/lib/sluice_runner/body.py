"""The two bodies of a call, under flow control: what arrives, and how much may leave."""

import threading
from collections import deque

from . import gate, protocol


class CallOver(Exception):
    """The call is over: nobody sends its request or reads its answer any more."""


class SendWindow:
    """What one stream may still send of its body. Thread-safe."""

    def __init__(self):
        self._lock = threading.Lock()
        self._gate = gate.Gate(self._lock)
        self._credit = protocol.INITIAL_WINDOW_BYTES
        self._closed = False

    def grant(self, count: int) -> None:
        with self._lock:
            self._credit += count
            self._gate.changed()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._gate.changed()

    def take(self, wanted: int) -> int:
        """Between 1 and so many bytes, as soon as there are some. Raises CallOver."""
        with self._lock:
            while not self._open():
                self._gate.wait()
            return self._taken(wanted)

    async def take_later(self, wanted: int) -> int:
        while True:
            with self._lock:
                if self._open():
                    return self._taken(wanted)
                change = self._gate.later()
            await change

    def _open(self) -> bool:
        if self._closed:
            raise CallOver("the call is over: nobody reads its answer any more")
        return self._credit > 0

    def _taken(self, wanted: int) -> int:
        taken = min(self._credit, wanted)
        self._credit -= taken
        return taken


class RequestBody:
    """A request's body: the connection's thread puts in what arrives, the function takes it out. Holds at most the window. Thread-safe."""

    GRANT_STEP = protocol.INITIAL_WINDOW_BYTES // 4

    def __init__(self, complete: bool, grant):
        """Grant is called with the number of bytes that the other side may send more."""
        self._lock = threading.Lock()
        self._gate = gate.Gate(self._lock)
        self._grant = grant
        self._pieces = deque()
        self._may_arrive = protocol.INITIAL_WINDOW_BYTES
        self._consumed = 0
        self._complete = complete
        self._broken = None
        self._trailers = ()

    def arrived(self, data: bytes, end: bool) -> None:
        """Raises ProtocolError for what was not granted."""
        with self._lock:
            if self._complete:
                raise protocol.ProtocolError("DATA came after the end of its body")
            if len(data) > self._may_arrive:
                raise protocol.ProtocolError(
                    "DATA of %d bytes came where %d were granted" % (len(data), self._may_arrive)
                )
            self._may_arrive -= len(data)
            if data and self._broken is None:
                self._pieces.append(data)
            self._complete = end
            self._gate.changed()

    def ended(self, trailers) -> None:
        with self._lock:
            if self._complete:
                raise protocol.ProtocolError("TRAILERS came after the end of their body")
            self._trailers = trailers
            self._complete = True
            self._gate.changed()

    def close(self, reason: str) -> None:
        """No more will be read; who waits fails with the reason."""
        with self._lock:
            self._broken = reason
            self._pieces.clear()
            self._gate.changed()

    def read(self, most: int) -> bytes:
        """Up to so many bytes, as soon as there are some; none at the end. Raises CallOver."""
        with self._lock:
            while not self._ready():
                self._gate.wait()
            taken, granted = self._taken(most)
        return self._granted(taken, granted)

    async def read_later(self, most: int) -> bytes:
        while True:
            with self._lock:
                if self._ready():
                    taken, granted = self._taken(most)
                    break
                change = self._gate.later()
            await change
        return self._granted(taken, granted)

    def trailers(self):
        """Those that came, once the body has been read."""
        with self._lock:
            return self._trailers if self._complete and not self._pieces else ()

    def _ready(self) -> bool:
        if self._broken is not None:
            raise CallOver(self._broken)
        return bool(self._pieces) or self._complete

    def _taken(self, most: int):
        if not self._pieces or most == 0:
            return b"", 0
        piece = self._pieces.popleft()
        if len(piece) > most:
            self._pieces.appendleft(piece[most:])
            piece = piece[:most]
        granted = 0
        self._consumed += len(piece)
        if self._consumed >= self.GRANT_STEP and not self._complete:
            granted, self._consumed = self._consumed, 0
            self._may_arrive += granted
        return piece, granted

    def _granted(self, taken: bytes, granted: int) -> bytes:
        if granted:
            self._grant(granted)
        return taken
