"""What a function prints and logs, as lines filed under the call that wrote them.

A call is known by a context variable, which coroutines and tasks inherit. Threads that a call starts, and work that it hands to a pool of
threads, belong to that call. What belongs to no call is the instance's; as long as there is no instance it goes to the process's own output.
"""

import contextvars
import functools
import io
import logging
import os
import re
import sys
import threading

from . import failures, protocol

_current = contextvars.ContextVar("sluice_log", default=None)
_LIMIT = protocol.MAX_LOG_LINE_BYTES


class FunctionLog:
    """What is printed and logged under one heading: one call, or the instance outside of calls. Thread-safe; never waits.

    What comes after the end of a call is filed under the instance. A guard, if there is one, is held while a line is on its way.
    """

    def __init__(self, sink, afterwards=None, guard=None):
        self._sink = sink
        self._afterwards = afterwards
        self._guard = guard or threading.RLock()
        self._lock = threading.RLock()
        self._buffers = {}
        self._closed = False

    def print(self, source: int, data: bytes) -> None:
        """Bytes that were printed to standard output or standard error."""
        with self._guard, self._lock:
            if not self._closed:
                buffer = self._buffers.get(source)
                if buffer is None:
                    buffer = self._buffers[source] = LineBuffer(functools.partial(self._sink, source))
                buffer.write(data)
            else:
                self._afterwards.print(source, data)

    def log(self, source: int, text: str, together: bool) -> None:
        """A text of one or more lines: one record if they belong together, else each on its own."""
        target = self._afterwards if self._closed and self._afterwards else self
        with self._guard:
            for record in [text] if together else text.splitlines() or [""]:
                for piece in pieces(record.encode("utf-8", "replace")):
                    target._sink(source, piece)

    def close(self) -> None:
        """Files what has no line break yet; what comes later is the instance's."""
        with self._lock:
            self.flush()
            self._closed = True

    def flush(self) -> None:
        with self._lock:
            for buffer in self._buffers.values():
                buffer.flush()


def pieces(utf8: bytes):
    """A text in pieces that fit into a record, cut between characters."""
    while len(utf8) > _LIMIT:
        end = _LIMIT
        while utf8[end] & 0xC0 == 0x80:
            end -= 1
        yield utf8[:end].decode("utf-8", "replace")
        utf8 = utf8[end:]
    yield utf8.decode("utf-8", "replace")


class LineBuffer:
    """Cuts bytes of UTF-8 into lines, and lines that are too long into several; a traceback stays one. Not thread-safe."""

    _HEAD = re.compile(r"(Exception in thread .*:|Traceback \(most recent call last\):)$")
    _OF_A_FILE = re.compile(r'\s+File "(.*?)", line \d+')

    def __init__(self, record):
        self._record = record
        self._pending = b""
        self._trace = None
        self._hidden = False

    def write(self, data: bytes) -> None:
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            self._line(line[:-1] if line.endswith(b"\r") else line)
        if len(self._pending) > _LIMIT:
            *whole, rest = pieces(self._pending)
            for piece in whole:
                self._line(piece.encode("utf-8"))
            self._pending = rest.encode("utf-8")

    def flush(self) -> None:
        if self._pending:
            pending, self._pending = self._pending, b""
            self._line(pending)
        self._end_trace()

    def _line(self, line: bytes) -> None:
        for text in pieces(line):
            if self._trace is None and not self._HEAD.match(text):
                self._record(text)
            else:
                self._line_of_trace(text)

    def _line_of_trace(self, text: str) -> None:
        if self._trace is None:
            self._trace = [text]
            return
        head = self._HEAD.match(text)
        if head or text[:1].isspace():
            file = self._OF_A_FILE.match(text)
            if file:
                self._hidden = file.group(1).startswith(failures._HERE)
            if not self._hidden:
                self._trace.append(text)
            if sum(map(len, self._trace)) > _LIMIT // 2:
                self._end_trace()
        else:
            self._trace.append(text)
            self._end_trace()

    def _end_trace(self) -> None:
        if self._trace is not None:
            trace, self._trace, self._hidden = self._trace, None, False
            for piece in pieces("\n".join(trace).encode("utf-8")):
                self._record(piece)


class _Tagged(io.RawIOBase):
    """The bytes below sys.stdout and sys.stderr."""

    def __init__(self, console, source: int, own: int):
        self._console = console
        self._source = source
        self._own = own

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._own

    def write(self, data) -> int:
        data = bytes(data)
        log = self._console.log()
        if log is None:
            os.write(self._own, data)
        else:
            log.print(self._source, data)
        return len(data)


class _Records(logging.Handler):
    """Stands at the root of logging: each record is filed at its level, with its traceback if it has one."""

    def __init__(self, console):
        super().__init__()
        self._console = console

    def handle(self, record: logging.LogRecord):
        """As the base class does it, but without its lock: a call that is interrupted just when it has taken that would never give it back."""
        passed = self.filter(record)
        if passed:
            self.emit(record if passed is True else passed)
        return passed

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record)
        except Exception:
            self.handleError(record)
            return
        log = self._console.log()
        if log is None:
            os.write(2, (text + "\n").encode("utf-8", "replace"))
        else:
            log.log(_source(record.levelno), text, bool(record.exc_info or record.stack_info))


def _source(level: int) -> int:
    if level >= logging.ERROR:
        return protocol.ERROR
    if level >= logging.WARNING:
        return protocol.WARN
    return protocol.INFO if level >= logging.INFO else protocol.DEBUG


class Console:
    """Stands behind sys.stdout, sys.stderr and logging."""

    def __init__(self):
        self._instance = None

    def install(self) -> None:
        sys.stdout = sys.__stdout__ = self._stream(protocol.STDOUT, 1)
        sys.stderr = sys.__stderr__ = self._stream(protocol.STDERR, 2)
        root = logging.getLogger()
        root.addHandler(_Records(self))
        root.setLevel(logging.INFO)
        _threads_belong_to_who_starts_them()

    def _stream(self, source: int, own: int):
        return io.TextIOWrapper(
            _Tagged(self, source, own), encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True
        )

    def own(self, log) -> None:
        """What no call writes goes to this log; None gives it back to the process."""
        self._instance = log

    def log(self):
        """The log of whoever asks."""
        log = _current.get()
        if log is None:
            log = getattr(threading.current_thread(), "_sluice_log", None)
        return log or self._instance


def enter(log) -> None:
    """From now on what this context prints goes to the log."""
    _current.set(log)


def _threads_belong_to_who_starts_them() -> None:
    if hasattr(threading.Thread.start, "_sluice"):
        return
    from concurrent.futures import ThreadPoolExecutor

    start = threading.Thread.start
    submit = ThreadPoolExecutor.submit

    @functools.wraps(start)
    def start_tagged(thread):
        thread._sluice_log = _current.get() or getattr(threading.current_thread(), "_sluice_log", None)
        return start(thread)

    @functools.wraps(submit)
    def submit_tagged(pool, code, /, *args, **kwargs):
        if _current.get() is None:
            return submit(pool, code, *args, **kwargs)
        return submit(pool, contextvars.copy_context().run, code, *args, **kwargs)

    start_tagged._sluice = True
    threading.Thread.start = start_tagged
    ThreadPoolExecutor.submit = submit_tagged
