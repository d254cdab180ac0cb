"""What a function in Python may use of the platform: ``from sluice import Response``. A function needs nothing of it to be one."""

import datetime
import json as _json
import os as _os
import threading as _threading
import urllib.parse
from collections.abc import Mapping

__all__ = ["Response", "Request", "AsyncRequest", "Context", "Instance", "Headers", "BadInput", "Cancelled"]


class BadInput(ValueError):
    """What the caller sent does not fit: raise it, with a sentence for the caller, and the call is answered 400 ``bad_input``."""


class Cancelled(BaseException):
    """The caller has gone away or the time is up: raised in a handler that runs on a thread, wherever it stands. Let it pass."""


class Headers(Mapping):
    """Header fields by name, in any case. What occurs several times is found first by its name, and whole by ``get_all``."""

    def __init__(self, pairs):
        self._pairs = tuple(pairs)
        self._first = {}
        for name, value in self._pairs:
            self._first.setdefault(name.lower(), value)

    def __getitem__(self, name: str) -> str:
        return self._first[name.lower()]

    def __iter__(self):
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def __repr__(self) -> str:
        return "Headers(%r)" % (list(self._pairs),)

    def get_all(self, name: str):
        """All values of this name, as they came."""
        name = name.lower()
        return [value for key, value in self._pairs if key.lower() == name]

    def pairs(self):
        """All fields, as they came."""
        return self._pairs


class Response:
    """An answer: ``Response(body, status, headers)``.

    The body is a text, bytes, what JSON can hold, None for nothing, or an iterator (a generator, an asynchronous generator, an open file)
    of texts or bytes, of which each is sent as soon as it is there. Headers are a mapping or pairs; a value may be a list.
    """

    def __init__(self, body=None, status=200, headers=()):
        self.body = body
        self.status = status
        self.headers = headers


class _Head:
    """The head of a request."""

    def __init__(self, method, path, query, headers: Headers, body):
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self._body = body
        self._whole = None

    @property
    def params(self):
        """The parameters of the query: lists of texts by name."""
        return urllib.parse.parse_qs(self.query, keep_blank_values=True)

    def param(self, name, default=None):
        """The first parameter of this name."""
        return self.params.get(name, [default])[0]

    @property
    def trailers(self):
        """The trailer fields, once the body has been read."""
        return Headers(self._body.trailers())

    def _charset(self) -> str:
        for parameter in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = parameter.strip().partition("=")
            if name.lower() == "charset":
                return value.strip().strip('"')
        return "utf-8"

    def _text(self, data: bytes) -> str:
        charset = self._charset()
        try:
            return data.decode(charset)
        except LookupError:
            raise BadInput("the charset '%s' of the content type is not known" % charset) from None
        except UnicodeDecodeError as e:
            raise BadInput("the body is not %s: there is a mistake at byte %d" % (charset, e.start)) from None

    def _json(self, data: bytes):
        if not data:
            raise BadInput("the body is empty where JSON is expected")
        try:
            return _json.loads(data, parse_constant=_no_constant)
        except _json.JSONDecodeError as e:
            raise BadInput("the body is not JSON: there is a mistake at line %d, column %d" % (e.lineno, e.colno)) from None
        except UnicodeDecodeError:
            raise BadInput("the body is not JSON: it is not UTF-8") from None
        except RecursionError:
            raise BadInput("the body is not JSON that can be read: it is nested too deeply") from None


def _no_constant(name):
    raise BadInput("the body is not JSON: %s is no number that JSON has" % name)


class Request(_Head):
    """A request, as a handler that is a ``def`` sees it. Its body can be read once, piece by piece or whole; the whole is kept."""

    def read(self, size=-1) -> bytes:
        """So many bytes, fewer only at the end; all that is left without a size. Waits for what has not arrived."""
        pieces = []
        left = size
        while left:
            piece = self._body.read(left if left > 0 else 1 << 20)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece) if left > 0 else 0
        return b"".join(pieces)

    def __iter__(self):
        """The body in pieces, each as soon as it has arrived."""
        return iter(lambda: self._body.read(1 << 20), b"")

    def bytes(self):
        if self._whole is None:
            self._whole = self.read()
        return self._whole

    def text(self) -> str:
        return self._text(self.bytes())

    def json(self):
        """What the body has as JSON. Raises BadInput if it is none."""
        return self._json(self.bytes())


class AsyncRequest(_Head):
    """A request, as a handler that is an ``async def`` sees it: what waits for the body is awaited."""

    async def read(self, size=-1) -> bytes:
        pieces = []
        left = size
        while left:
            piece = await self._body.read_later(left if left > 0 else 1 << 20)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece) if left > 0 else 0
        return b"".join(pieces)

    async def __aiter__(self):
        piece = await self._body.read_later(1 << 20)
        while piece:
            yield piece
            piece = await self._body.read_later(1 << 20)

    async def bytes(self):
        if self._whole is None:
            self._whole = await self.read()
        return self._whole

    async def text(self) -> str:
        return self._text(await self.bytes())

    async def json(self):
        return self._json(await self.bytes())


_owning = _threading.Lock()
_owned = {}


def _ownership():
    """That of the process. What most functions do without is loaded when it is first asked for."""
    with _owning:
        if not _owned:
            import sluice_ownership

            _owned["one"] = sluice_ownership.Ownership(_os.environ)
        return _owned["one"]


def _shard():
    """That of the process. What most functions do without is loaded when it is first asked for."""
    if "SLUICE_SHARD" not in _os.environ:
        return None
    import sluice_shard

    return sluice_shard.of(_os.environ)


class Instance:
    """What the hooks ``start`` and ``stop`` of a module are given: ``function``, ``version`` (a number), ``log``, ``ownership`` and ``shard``."""

    def __init__(self, function, version, log):
        self.function = function
        self.version = version
        self.log = log

    @property
    def ownership(self):
        return _ownership()

    @property
    def shard(self):
        return _shard()


class Context:
    """What a function knows of the call that it serves.

    ``invocation_id``, ``function``, ``version`` (a number); ``attempt``, from 1; ``deadline``, when the call is cut off (UTC); ``accepted`` and
    ``scheduled``, when a call for which nobody waits was taken and for when it was meant, else None; ``last_progress``, the bytes that an attempt
    before this one told last, else None; ``event``, the attributes of the event whose data is the body, else None; ``log``, a logger of all levels.
    """

    def __init__(self, call):
        self._call = call
        self.invocation_id = call.invocation_id
        self.function = call.function_name
        self.version = call.version
        self.deadline = call.deadline
        self.log = call.logger

    @property
    def ownership(self):
        """Locks, permits, the lead and keys of the namespace (``sluice_ownership.Ownership``); the spec says ``uses: ownership``. Blocks."""
        return _ownership()

    @property
    def shard(self):
        """The part of the function's keys that is the instance's own (``sluice_shard.Shard``); None if the spec cuts them into none."""
        return _shard()

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, (self.deadline - datetime.datetime.now(datetime.timezone.utc)).total_seconds())

    @property
    def cancelled(self) -> bool:
        """Whether the caller has gone away or the deadline has passed."""
        return self._call.is_cancelled() or self.remaining == 0

    @property
    def attempt(self) -> int:
        return self._call.attempt()

    @property
    def accepted(self):
        return self._call.time("sluice-accepted")

    @property
    def scheduled(self):
        return self._call.time("sluice-scheduled")

    @property
    def last_progress(self):
        return self._call.last_progress()

    @property
    def event(self):
        return self._call.event()

    def progress(self, data) -> None:
        """Leaves word of how far the call has come: a text or bytes, at most 65,536, of which the platform keeps the last."""
        self._call.progress(data)
