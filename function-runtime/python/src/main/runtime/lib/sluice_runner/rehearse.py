"""Makes a runner warm: it becomes an instance of functions of its own, and calls them through a socket of its own."""

import asyncio
import os
import socket

from . import console, function, link, process, protocol, session, threads, wire

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rehearsal")
_PATHS = ("/", "/text", "/stream", "/fail")
_ROUNDS = 4


def rehearse(main: threads.MainThread, log_console: console.Console, memory_mib: int) -> None:
    """On the main thread. Leaves no thread, no module and no file behind. Raises if the runner is of no use."""
    for name, concurrency in (("plain", 1), ("plain", 8), ("waiting", 8)):
        with function.undone():
            _play(name, concurrency, main, log_console, memory_mib)
    asyncio.set_event_loop(None)
    if main.loop is not None:
        main.loop.close()
        main.loop = None


def _play(name: str, concurrency: int, main, log_console, memory_mib: int) -> None:
    here, there = socket.socketpair()
    connection = link.Link(wire.PlainWire(here))
    host = process.Rehearsing(main, memory_mib)
    player = session.Session(connection.outbox, main, host, log_console, "rehearsal")
    failures = []
    threads.start_thread(lambda: _gateway(there, name, concurrency, failures, main), "rehearsal-gateway")
    threads.start_thread(lambda: connection.serve(player), "rehearsal")
    main.run()
    log_console.own(None)
    there.close()
    if failures:
        raise failures[0]


def _gateway(there: socket.socket, name: str, concurrency: int, failures: list, main) -> None:
    """The other end: an order, calls of every kind one after the other, and the end."""
    try:
        order = protocol.Specialise(
            "rehearsal", 1, "%s:handler" % name, _FOLDER, (name + ".py",), {"REHEARSAL": "1"}, 10_000, concurrency, {}
        )
        there.settimeout(20)
        end = _End(there)
        end.send(protocol.Welcome(protocol.VERSION, session.FEATURES), order)
        end.until(protocol.Specialised)
        stream = 0
        for _ in range(_ROUNDS):
            for path in _PATHS:
                stream += 1
                head = protocol.Invoke(stream, "01REHEARSAL", 10_000, "POST", path, "a=b", (("content-type", "text/plain"),), False)
                end.send(head, protocol.Data(stream, b'{"a": [1, "b"]}', True))
                end.until_over(stream)
        end.send(protocol.Drain())
    except Exception as e:
        failures.append(e)
        main.post(main.end)


class _End:
    def __init__(self, there: socket.socket):
        self._socket = there
        self._decoder = protocol.Decoder()

    def send(self, *frames) -> None:
        self._socket.sendall(b"".join(map(protocol.encode, frames)))

    def until(self, kind):
        frame = self._next()
        while type(frame) is not kind:
            if type(frame) is protocol.SpecialiseFailed:
                raise RuntimeError("the rehearsal's function did not start: %s" % (frame.error,))
            frame = self._next()
        return frame

    def until_over(self, stream: int) -> None:
        frame = self._next()
        while not (type(frame) is protocol.Error or getattr(frame, "end", False)):
            frame = self._next()

    def _next(self):
        frame = self._decoder.next()
        while frame is None:
            data = self._socket.recv(64 * 1024)
            if not data:
                raise RuntimeError("the rehearsal was cut off")
            self._decoder.feed(data)
            frame = self._decoder.next()
        return frame
