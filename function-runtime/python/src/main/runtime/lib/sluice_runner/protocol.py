"""The wire protocol, version 2: frames as values, read from bytes and written to them. Without I/O."""

import re
import struct
from typing import Dict, NamedTuple, Optional, Tuple

VERSION = 2
MAX_FRAME_BYTES = 1024 * 1024
MAX_DATA_BYTES = 32 * 1024
INITIAL_WINDOW_BYTES = 64 * 1024
MAX_LOG_LINE_BYTES = 8 * 1024
MAX_PROGRESS_BYTES = 64 * 1024
MAX_NOTICE_BYTES = 8 * 1024
MAX_PROFILE_BYTES = 128 * 1024
MAX_TEXT_CHARS = 8 * 1024

# Invoke faults.
THREW, OUT_OF_MEMORY, BAD_INPUT, BAD_ANSWER, TIMED_OUT, CANCELLED = range(6)
# Cancel causes.
CLIENT_GONE, TIME_IS_UP = range(2)
# Log sources.
STDOUT, STDERR, DEBUG, INFO, WARN, ERROR = range(6)

END = 1

Pairs = Tuple[Tuple[str, str], ...]


class ProtocolError(Exception):
    """The other side, or an answer that does not fit into a frame, breaks the protocol."""


class FunctionError(NamedTuple):
    type: str
    message: str
    frames: Tuple[str, ...] = ()


class Hello(NamedTuple):
    oldest: int
    newest: int
    token: str
    runtime: str
    process: int
    features: Tuple[str, ...]


class Specialise(NamedTuple):
    function: str
    version: int
    handler: str
    folder: str
    files: Tuple[str, ...]
    environment: Dict[str, str]
    timeout_millis: int
    concurrency: int
    settings: Dict[str, str]


class Specialised(NamedTuple):
    description: str
    micros: int


class SpecialiseFailed(NamedTuple):
    reason: str
    error: FunctionError
    hint: str


class Invoke(NamedTuple):
    stream: int
    invocation: str
    run_millis: int
    method: str
    path: str
    query: str
    headers: Pairs
    end: bool


class Data(NamedTuple):
    stream: int
    data: bytes
    end: bool


class Trailers(NamedTuple):
    stream: int
    headers: Pairs


class Window(NamedTuple):
    stream: int
    granted: int


class Result(NamedTuple):
    stream: int
    status: int
    headers: Pairs
    end: bool


class Error(NamedTuple):
    stream: int
    fault: int
    error: FunctionError


class Cancel(NamedTuple):
    stream: int
    cause: int


class Log(NamedTuple):
    stream: int
    source: int
    micros: int
    line: str


class Ping(NamedTuple):
    number: int


class Pong(NamedTuple):
    number: int


class Drain(NamedTuple):
    pass


class Welcome(NamedTuple):
    protocol: int
    features: Tuple[str, ...]


class Progress(NamedTuple):
    stream: int
    data: bytes


class Notice(NamedTuple):
    number: int
    name: str
    body: bytes


class Noticed(NamedTuple):
    number: int


class Profile(NamedTuple):
    text: str


_HEADER = struct.Struct(">IBBi")
_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")
_I64 = struct.Struct(">q")
_WORD = re.compile("[a-z0-9_]{1,64}")


def _text(value: str) -> bytes:
    utf8 = value.encode("utf-8", "replace")
    return _U32.pack(len(utf8)) + utf8


def _count(length: int) -> bytes:
    if length > 0xFFFF:
        raise ProtocolError("a list has %d members: at most 65535 fit" % length)
    return _U16.pack(length)


def _texts(values) -> bytes:
    return _count(len(values)) + b"".join(map(_text, values))


def _pairs(pairs) -> bytes:
    return _count(len(pairs)) + b"".join(_text(name) + _text(value) for name, value in pairs)


def _error(error: FunctionError) -> bytes:
    return _text(error.type) + _text(error.message) + _texts(error.frames)


class _Reader:
    """Takes the members of one payload, in turn."""

    def __init__(self, payload: bytes):
        self._payload = payload
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._payload):
            raise ProtocolError("a member claims %d bytes where %d are left" % (count, len(self._payload) - self._at))
        taken = self._payload[self._at : end]
        self._at = end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return _U16.unpack(self.take(2))[0]

    def u32(self) -> int:
        return _U32.unpack(self.take(4))[0]

    def i64(self) -> int:
        return _I64.unpack(self.take(8))[0]

    def text(self) -> str:
        return self.take(self.u32()).decode("utf-8", "replace")

    def word(self) -> str:
        value = self.text()
        if not _WORD.fullmatch(value):
            raise ProtocolError("'%s' is no word" % value[:64])
        return value

    def texts(self) -> Tuple[str, ...]:
        return tuple([self.text() for _ in range(self.u16())])

    def pairs(self) -> Pairs:
        return tuple([(self.text(), self.text()) for _ in range(self.u16())])

    def error(self) -> FunctionError:
        return FunctionError(self.text(), self.text(), self.texts())

    def one_of(self, count: int) -> int:
        value = self.byte()
        if value >= count:
            raise ProtocolError("a member is %d: the largest with a meaning is %d" % (value, count - 1))
        return value

    def rest(self, name: str, most: int) -> bytes:
        left = len(self._payload) - self._at
        if left > most:
            raise ProtocolError("%s has %d bytes: at most %d are allowed" % (name, left, most))
        return self.take(left)

    def finish(self) -> None:
        left = len(self._payload) - self._at
        if left:
            raise ProtocolError("a frame has %d bytes too many" % left)


def _read_window(stream: int, r: _Reader) -> Window:
    granted = r.u32()
    if not 0 < granted < 1 << 31:
        raise ProtocolError("WINDOW grants %d bytes" % granted)
    return Window(stream, granted)


def _read_profile(r: _Reader) -> Profile:
    payload = r.rest("PROFILE", 4 + MAX_PROFILE_BYTES)
    inner = _Reader(payload)
    text = inner.text()
    inner.finish()
    return Profile(text)


# type: (class, read(stream, end, reader), write(frame))
_FRAMES = {
    1: (
        Hello,
        lambda s, e, r: Hello(r.u16(), r.u16(), r.text(), r.text(), r.i64(), r.texts()),
        lambda f: _U16.pack(f.oldest)
        + _U16.pack(f.newest)
        + _text(f.token)
        + _text(f.runtime)
        + _I64.pack(f.process)
        + _texts(f.features),
    ),
    2: (
        Specialise,
        lambda s, e, r: Specialise(
            r.text(), r.u32(), r.text(), r.text(), r.texts(), dict(r.pairs()), r.i64(), r.u32(), dict(r.pairs())
        ),
        lambda f: _text(f.function)
        + _U32.pack(f.version)
        + _text(f.handler)
        + _text(f.folder)
        + _texts(f.files)
        + _pairs(tuple(f.environment.items()))
        + _I64.pack(f.timeout_millis)
        + _U32.pack(f.concurrency)
        + _pairs(tuple(f.settings.items())),
    ),
    3: (
        Specialised,
        lambda s, e, r: Specialised(r.text(), r.i64()),
        lambda f: _text(f.description) + _I64.pack(f.micros),
    ),
    4: (
        SpecialiseFailed,
        lambda s, e, r: SpecialiseFailed(r.word(), r.error(), r.text()),
        lambda f: _text(f.reason) + _error(f.error) + _text(f.hint),
    ),
    5: (
        Invoke,
        lambda s, e, r: Invoke(s, r.text(), r.i64(), r.text(), r.text(), r.text(), r.pairs(), e),
        lambda f: _text(f.invocation)
        + _I64.pack(f.run_millis)
        + _text(f.method)
        + _text(f.path)
        + _text(f.query)
        + _pairs(f.headers),
    ),
    6: (Data, lambda s, e, r: Data(s, r.rest("DATA", MAX_DATA_BYTES), e), lambda f: f.data),
    7: (Trailers, lambda s, e, r: Trailers(s, r.pairs()), lambda f: _pairs(f.headers)),
    8: (Window, lambda s, e, r: _read_window(s, r), lambda f: _U32.pack(f.granted)),
    9: (
        Result,
        lambda s, e, r: Result(s, r.u16(), r.pairs(), e),
        lambda f: _U16.pack(f.status) + _pairs(f.headers),
    ),
    10: (
        Error,
        lambda s, e, r: Error(s, r.one_of(6), r.error()),
        lambda f: bytes((f.fault,)) + _error(f.error),
    ),
    11: (Cancel, lambda s, e, r: Cancel(s, r.one_of(2)), lambda f: bytes((f.cause,))),
    12: (
        Log,
        lambda s, e, r: Log(s, r.one_of(6), r.i64(), r.text()),
        lambda f: bytes((f.source,)) + _I64.pack(f.micros) + _text(f.line),
    ),
    13: (Ping, lambda s, e, r: Ping(r.i64()), lambda f: _I64.pack(f.number)),
    14: (Pong, lambda s, e, r: Pong(r.i64()), lambda f: _I64.pack(f.number)),
    15: (Drain, lambda s, e, r: Drain(), lambda f: b""),
    16: (
        Welcome,
        lambda s, e, r: Welcome(r.u16(), r.texts()),
        lambda f: _U16.pack(f.protocol) + _texts(f.features),
    ),
    17: (
        Progress,
        lambda s, e, r: Progress(s, r.rest("PROGRESS", MAX_PROGRESS_BYTES)),
        lambda f: f.data,
    ),
    18: (
        Notice,
        lambda s, e, r: Notice(r.i64(), r.word(), r.rest("NOTICE", MAX_NOTICE_BYTES)),
        lambda f: _I64.pack(f.number) + _text(f.name) + f.body,
    ),
    19: (Noticed, lambda s, e, r: Noticed(r.i64()), lambda f: _I64.pack(f.number)),
    20: (Profile, lambda s, e, r: _read_profile(r), lambda f: _text(f.text)),
}

_OF_STREAMS = frozenset((5, 6, 7, 8, 9, 10, 11, 17))
_LOG = 12
_TRAILERS = 7
_WRITERS = {frame: (number, write) for number, (frame, _, write) in _FRAMES.items()}


def encode(frame) -> bytes:
    """The bytes of one frame. Raises ProtocolError if it is larger than a frame may be."""
    number, write = _WRITERS[type(frame)]
    payload = write(frame)
    if len(payload) + 6 > MAX_FRAME_BYTES:
        raise ProtocolError("a frame would have %d bytes: at most %d are allowed" % (len(payload), MAX_FRAME_BYTES))
    end = END if number == _TRAILERS or getattr(frame, "end", False) else 0
    return _HEADER.pack(len(payload) + 6, number, end, getattr(frame, "stream", 0)) + payload


class Decoder:
    """Cuts the bytes of a connection into frames."""

    def __init__(self):
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> Optional[tuple]:
        """The next frame, None if it is not whole yet. Raises ProtocolError if the bytes are no frame."""
        buffer = self._buffer
        if len(buffer) < 4:
            return None
        length = _U32.unpack_from(buffer)[0]
        if not 6 <= length <= MAX_FRAME_BYTES:
            raise ProtocolError("a frame claims %d bytes: allowed are 6 to %d" % (length, MAX_FRAME_BYTES))
        if len(buffer) < 4 + length:
            return None
        _, number, flags, stream = _HEADER.unpack_from(buffer)
        payload = bytes(memoryview(buffer)[10 : 4 + length])
        del buffer[: 4 + length]
        return _decode(number, flags, stream, payload)


def _decode(number: int, flags: int, stream: int, payload: bytes) -> tuple:
    if flags & ~END:
        raise ProtocolError("a frame of type %d has flags %d: only 1 has a meaning" % (number, flags))
    if number not in _FRAMES:
        raise ProtocolError("there is no frame of type %d" % number)
    fits = stream > 0 if number in _OF_STREAMS else stream == 0 or number == _LOG and stream > 0
    if not fits:
        raise ProtocolError("a frame of type %d has stream %d" % (number, stream))
    if number == _TRAILERS and not flags:
        raise ProtocolError("TRAILERS come without END")
    reader = _Reader(payload)
    frame = _FRAMES[number][1](stream, bool(flags), reader)
    reader.finish()
    return frame
