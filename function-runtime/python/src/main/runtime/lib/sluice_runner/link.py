"""One connection to a gateway: read by one thread, written by whichever has something."""

import threading
import time
from collections import deque

from . import gate, protocol, wire


class Outbox:
    """Takes frames of any thread, in order. What the wire does not take at once is left to the connection's thread.

    Sending never waits; bodies wait by themselves while more than ROOM bytes have not left. Lines of log that cannot leave are bounded: the
    oldest are dropped, and a line says how many.
    """

    ROOM = 256 * 1024
    LOG_ROOM = 64 * 1024
    MAX_LINES = 512

    def __init__(self, lines, waker: wire.Waker):
        self._wire = lines
        self._waker = waker
        self._lock = threading.RLock()
        self.room = gate.Gate(self._lock)
        self._pending = bytearray()
        self._stuck = False
        self._lines = deque()
        self._dropped = 0
        self._closed = False

    def send(self, *frames) -> None:
        """Raises ProtocolError if a frame is too large; nothing is sent then."""
        data = b"".join(map(protocol.encode, frames))
        with self._lock:
            if not self._closed:
                self._pending += data
                self._write()

    def log(self, line: protocol.Log) -> None:
        with self._lock:
            if self._closed:
                return
            if len(self._pending) <= self.LOG_ROOM and not self._lines:
                self._pending += protocol.encode(line)
                self._write()
                return
            self._lines.append(line)
            if len(self._lines) > self.MAX_LINES:
                self._lines.popleft()
                self._dropped += 1

    def has_room(self) -> bool:
        return self._closed or len(self._pending) <= self.ROOM

    def await_room(self) -> None:
        with self._lock:
            while not self.has_room():
                self.room.wait()

    async def await_room_later(self) -> None:
        while True:
            with self._lock:
                if self.has_room():
                    return
                change = self.room.later()
            await change

    def flush(self, seconds: float) -> None:
        """Waits until all has left, at most so long."""
        end = time.monotonic() + seconds
        with self._lock:
            while (self._pending or self._lines or self._stuck) and not self._closed and time.monotonic() < end:
                self.room.wait(end - time.monotonic())

    # The connection's thread.

    def is_stuck(self) -> bool:
        """Whether bytes wait for the wire."""
        return self._stuck

    def writable(self) -> None:
        """The wire takes bytes again."""
        with self._lock:
            self._stuck = False
            self._write()

    def read(self):
        """What has arrived; a wire of TLS is entered by one thread at a time."""
        with self._lock:
            return self._wire.read()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self.room.changed()
            self._wire.close()

    def _write(self) -> None:
        if self._stuck:
            return
        try:
            while self._wire.write(self._pending):
                if not self._lines:
                    break
                self._move_lines()
            else:
                self._stuck = True
                self._waker.wake()
        except OSError:
            # The connection's thread reads the end of the connection, and deals with it.
            self._closed = True
        self.room.changed()

    def _move_lines(self) -> None:
        if self._dropped:
            sentence = "%d lines were dropped here: the function writes faster than they can be taken away" % self._dropped
            self._dropped = 0
            self._pending += protocol.encode(protocol.Log(0, protocol.WARN, self._lines[0].micros, sentence))
        while self._lines and len(self._pending) < self.LOG_ROOM:
            self._pending += protocol.encode(self._lines.popleft())


class Link:
    """Brings a session what arrives."""

    def __init__(self, lines):
        self._wire = lines
        self._waker = wire.Waker()
        self.outbox = Outbox(lines, self._waker)

    def serve(self, session) -> None:
        """Occupies this thread until the gateway ends the connection. Raises ProtocolError if it breaks the protocol."""
        decoder = protocol.Decoder()
        try:
            while True:
                readable, writable = wire.wait(self._wire, self._waker, self.outbox.is_stuck())
                if writable:
                    self.outbox.writable()
                if readable:
                    data = self.outbox.read()
                    if data == b"":
                        return
                    if data:
                        self._take(decoder, data, session)
        except OSError:
            return
        finally:
            self.outbox.close()
            self._waker.close()

    @staticmethod
    def _take(decoder: protocol.Decoder, data: bytes, session) -> None:
        decoder.feed(data)
        frame = decoder.next()
        while frame is not None:
            session.receive(frame)
            frame = decoder.next()
        session.batch_ends()
