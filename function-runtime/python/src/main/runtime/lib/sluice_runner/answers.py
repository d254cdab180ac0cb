"""Turns what a function returned into an answer, or says why that cannot be sent."""

import json
import math
import re
from typing import Any, NamedTuple, Optional, Tuple

import sluice

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_JSON = "application/json"
_MAX_VALUE_CHARS = 32 * 1024
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_FORBIDDEN = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade".split()
)
_FORMS = "return the body, (body, status), (body, headers), (body, status, headers) or a sluice.Response"


class BadAnswer(Exception):
    """What was returned cannot be sent; the message says why."""


class Answer(NamedTuple):
    status: int
    headers: Tuple[Tuple[str, str], ...]
    # None, bytes, or an iterator of pieces, synchronous or not.
    body: Any
    # How many bytes the body has by its head, None if that does not say.
    length: Optional[int]


def of(value, method: str) -> Answer:
    """The answer to a request of this method. Raises BadAnswer."""
    if value is None:
        return Answer(204, (), None, None)
    status, headers = 200, ()
    if isinstance(value, sluice.Response):
        value, status, headers = value.body, value.status, value.headers
    elif type(value) is tuple:
        value, status, headers = _parts(value)
    return _answer(value, _status(status), _pairs(headers), method)


def _parts(value: tuple):
    if len(value) == 2:
        body, second = value
        return (body, 200, second) if isinstance(second, (dict, list)) else (body, second, ())
    if len(value) == 3:
        return value
    raise BadAnswer("a tuple of %d members is no answer: %s" % (len(value), _FORMS))


def _status(status) -> int:
    if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 599:
        raise BadAnswer("the status of the answer is %s: it must be a number from 200 to 599 (%s)" % (_short(status), _FORMS))
    return int(status)


def _short(value) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "\u2026"


def _pairs(headers):
    try:
        pairs = list(headers.items() if hasattr(headers, "items") else headers)
        flat = []
        for name, value in pairs:
            values = value if isinstance(value, (list, tuple)) else (value,)
            flat += [(name, each) for each in values]
    except (TypeError, ValueError):
        raise BadAnswer("the headers of the answer are %s: they must be a dict or pairs" % _short(headers)) from None
    return [_header(name, value) for name, value in flat]


def _header(name, value):
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(name, str) or not isinstance(value, str):
        raise BadAnswer("the header %s has the value %s: both must be str" % (_short(name), _short(value)))
    if not _TOKEN.match(name):
        raise BadAnswer(
            "the header name '%s' is not allowed: letters, digits and !#$%%&'*+-.^_`|~ make up a name"
            % re.sub(r"[\x00-\x1f\x7f]", "?", name[:80])
        )
    if name.lower() in _HOP_BY_HOP:
        raise BadAnswer("the header '%s' is the platform's to set: leave it out" % name)
    if len(value) > _MAX_VALUE_CHARS:
        raise BadAnswer("the header '%s' has %d characters: at most %d are allowed" % (name, len(value), _MAX_VALUE_CHARS))
    forbidden = _FORBIDDEN.search(value)
    if forbidden:
        raise BadAnswer(
            "the value of the header '%s' has a character that HTTP forbids: U+%04X at position %d"
            % (name, ord(forbidden.group()), forbidden.start())
        )
    return name, value


def _answer(value, status: int, headers, method: str) -> Answer:
    body, kind = _body(value)
    announced = None
    kept = []
    for name, text in headers:
        if name.lower() == "content-length":
            announced = _length(text, announced)
        else:
            kept.append((name, text))
    if kind and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("content-type", kind))
    head = method == "HEAD"
    length = announced
    if isinstance(body, bytes) or body is None and not head and status != 304:
        has = len(body or b"")
        if announced is not None and announced != has and not head:
            raise BadAnswer("the header 'content-length' says %d, but the body has %d bytes: leave it out" % (announced, has))
        length = has if announced is None else announced
    if length is not None and status != 204:
        kept.append(("content-length", str(length)))
    if head or status in (204, 304):
        discard(body)
        body = None
    return Answer(status, tuple(kept), body or None, length)


def _length(text: str, before: Optional[int]) -> int:
    if not re.match(r"[0-9]{1,18}\Z", text) or before is not None and before != int(text):
        raise BadAnswer("the header 'content-length' says '%s', which is no length" % text)
    return int(text)


def _body(value):
    """The body that is sent, and its content type unless the function says another."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return _utf8(value), _TEXT
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value), _BYTES
    if isinstance(value, (dict, list, tuple, int, float)):
        return as_json(value), _JSON
    if hasattr(value, "read") and callable(value.read):
        return _Reads(value), None
    if hasattr(value, "__anext__") or hasattr(value, "__next__"):
        return value, None
    raise BadAnswer("%s cannot be sent: %s, of what JSON can hold, str, bytes or a generator of those" % (_kind(value), _FORMS))


class _Reads:
    """The pieces of an open file."""

    def __init__(self, file):
        self._file = file

    def __iter__(self):
        return self

    def __next__(self):
        piece = self._file.read(32 * 1024)
        if not piece:
            raise StopIteration
        return piece

    def close(self) -> None:
        close = getattr(self._file, "close", None)
        if close:
            close()


def discard(body) -> None:
    """Closes what will not be sent. An asynchronous generator that never began has nothing to close."""
    close = getattr(body, "close", None)
    if close and not isinstance(body, bytes):
        close()


def kind_of(piece) -> str:
    """The content type of a body of such pieces."""
    return _TEXT if isinstance(piece, str) else _BYTES


def piece(value) -> bytes:
    """A piece of a streamed answer, as it is sent. Raises BadAnswer."""
    if isinstance(value, str):
        return _utf8(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise BadAnswer("%s is no piece of a streamed answer: yield str or bytes" % _kind(value))


def is_async(body) -> bool:
    return hasattr(body, "__anext__")


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as e:
        raise BadAnswer("the answer has half a character at position %d: U+%04X" % (e.start, ord(text[e.start]))) from None


def as_json(value) -> bytes:
    """Raises BadAnswer with the place of what JSON cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except RecursionError:
        raise BadAnswer("%s cannot be written as JSON: it is nested too deeply" % _kind(value)) from None
    except UnicodeEncodeError:
        raise BadAnswer("%s cannot be written as JSON: a text in it has half a character" % _kind(value)) from None
    except (TypeError, ValueError, OverflowError) as e:
        raise BadAnswer("%s cannot be written as JSON: %s" % (_kind(value), _culprit(value, "", ()) or e)) from None


def _culprit(value, place: str, above) -> Optional[str]:
    """What of it JSON cannot hold, and where; None if that is not found."""
    if value is None or isinstance(value, (str, bool, int)):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else "%s is no number that JSON has%s" % (value, _at(place))
    if any(value is each for each in above):
        return "it refers to itself%s" % _at(place)
    above += (value,)
    if isinstance(value, dict):
        for key, member in value.items():
            if not (key is None or isinstance(key, (str, int, float))):
                return "the key %s is %s%s: keys are str" % (_short(key), _kind(key), _at(place))
            found = _culprit(member, "%s.%s" % (place, key), above)
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        for index, member in enumerate(value):
            found = _culprit(member, "%s[%d]" % (place, index), above)
            if found:
                return found
        return None
    return "there is %s%s: turn it into str, a number, a list or a dict first" % (_kind(value), _at(place))


def _at(place: str) -> str:
    return " at '%s'" % place.lstrip(".") if place else ""


def _kind(value) -> str:
    name = type(value).__name__
    module = type(value).__module__
    return "a value of the type %s" % (name if module == "builtins" else "%s.%s" % (module, name))
