"""Stand-ins for what the platform gives a function in Python, for unit tests. They need no platform, and nothing but the standard library.

Variables and secrets of a function are its environment: ``unittest.mock.patch.dict(os.environ, KEY="k")`` sets them.
"""

import datetime
import http.server
import json as _json
import logging
import os
import re
import threading
from unittest import mock

import sluice

__all__ = ["StubContext", "StubFunctions", "Called", "stub_request", "stub_async_request"]

_MAX_PROGRESS_BYTES = 65_536
_CALL = re.compile(r"/(async-)?function/([^/?]*)(/[^?]*)?(\?.*)?")


def stub_request(body=b"", *, method="POST", path="/", query="", headers=(), json=None, trailers=()) -> sluice.Request:
    """What a ``def`` is given: the body is a text, bytes, or an iterable of bytes, of which each is a piece; or what ``json`` is written as."""
    return sluice.Request(method, path, query, _fields(headers), _Body(body, json, trailers))


def stub_async_request(
    body=b"", *, method="POST", path="/", query="", headers=(), json=None, trailers=()
) -> sluice.AsyncRequest:
    """What an ``async def`` is given."""
    return sluice.AsyncRequest(method, path, query, _fields(headers), _Body(body, json, trailers))


def _fields(headers) -> sluice.Headers:
    return sluice.Headers(headers.items() if hasattr(headers, "items") else headers)


class _Body:
    def __init__(self, body, json, trailers):
        if json is not None:
            body = _json.dumps(json)
        if isinstance(body, str):
            body = body.encode("utf-8")
        self._pieces = iter([body] if isinstance(body, (bytes, bytearray, memoryview)) else body)
        self._rest = b""
        self._ended = False
        self._trailers = tuple(trailers.items() if hasattr(trailers, "items") else trailers)

    def read(self, most):
        while not self._rest and not self._ended:
            piece = next(self._pieces, None)
            self._ended = piece is None
            self._rest = b"" if piece is None else bytes(piece)
        taken, self._rest = self._rest[:most], self._rest[most:]
        return taken

    async def read_later(self, most):
        return self.read(most)

    def trailers(self):
        return self._trailers if self._ended else ()


class StubContext(sluice.Context):
    """The context of a call. What is not set is a first attempt of version 1 that has ten minutes.

    ``cancel()`` has the caller go away; ``logged`` has pairs of a level's name and a text, ``told`` the bytes that the function told of its
    progress.
    """

    def __init__(
        self,
        function="function",
        *,
        version=1,
        attempt=1,
        deadline=None,
        accepted=None,
        scheduled=None,
        last_progress=None,
        event=None,
    ):
        self.logged = []
        self.told = []
        self._attempt = attempt
        self._accepted = accepted
        self._scheduled = scheduled
        self._last_progress = last_progress
        self._event = event
        self._cancelled = False
        self.invocation_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        self.function = function
        self.version = version
        now = datetime.datetime.now(datetime.timezone.utc)
        self.deadline = deadline or now + datetime.timedelta(minutes=10)
        self.log = logging.Logger(function)
        self.log.addHandler(_Kept(self.logged))

    def cancel(self) -> None:
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        return self._cancelled or self.remaining == 0

    @property
    def attempt(self) -> int:
        return self._attempt

    @property
    def accepted(self):
        return self._accepted

    @property
    def scheduled(self):
        return self._scheduled

    @property
    def last_progress(self):
        return self._last_progress

    @property
    def event(self):
        return self._event

    def progress(self, data) -> None:
        told = data.encode("utf-8") if isinstance(data, str) else bytes(data)
        if len(told) > _MAX_PROGRESS_BYTES:
            raise ValueError("the progress of a call may have %d bytes, this has %d" % (_MAX_PROGRESS_BYTES, len(told)))
        self.told.append(told)


class _Kept(logging.Handler):
    def __init__(self, lines):
        super().__init__()
        self._lines = lines

    def emit(self, record):
        self._lines.append((record.levelname, record.getMessage()))


class Called:
    """A call of another function: ``method``, ``path_and_query`` after its name, ``headers``, ``body``, and whether it is to run ``later``."""

    def __init__(self, name, method, path_and_query, headers, body, later):
        self.name = name
        self.method = method
        self.path_and_query = path_and_query
        self.headers = headers
        self.body = body
        self.later = later


class StubFunctions:
    """Other functions, by their names, which the test answers for: with a text, bytes, or what JSON can hold, with a ``sluice.Response`` of one,
    or with a function that takes a request and gives one of them.

    To be used in a ``with``: so long ``SLUICE_URL`` and ``SLUICE_TOKEN`` of the environment lead to them. Calls that run later are answered 202
    and not run.
    """

    def __init__(self, **answers):
        self._answers = answers
        self._calls = []
        self._server = None

    def answer(self, name, answer) -> None:
        """For a function whose name is none of a parameter."""
        self._answers[name] = answer

    def calls(self, name):
        """The calls of one function until now."""
        return [call for call in self._calls if call.name == name]

    def __enter__(self):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        url = "http://127.0.0.1:%d" % self._server.server_address[1]
        self._environment = mock.patch.dict(os.environ, SLUICE_URL=url, SLUICE_TOKEN="token-of-the-test")
        self._environment.start()
        return self

    def __exit__(self, *thrown):
        self._environment.stop()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self):
        functions = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, answer = functions._served(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

            def log_message(self, *words):
                pass

        return Handler

    def _served(self, method, target, fields, body):
        found = _CALL.fullmatch(target)
        if not found:
            return _refused(404, "there is nothing at %s: functions are below /function/ and /async-function/" % target)
        later, name, path, query = found.group(1), found.group(2), found.group(3) or "/", found.group(4) or ""
        if name not in self._answers:
            return _refused(404, "the test answers for no function '%s'" % name)
        headers = sluice.Headers(fields.items())
        self._calls.append(Called(name, method, path + query, headers, body, bool(later)))
        if later:
            return 202, (), b""
        try:
            answer = self._answers[name]
            if callable(answer):
                answer = answer(stub_request(body, method=method, path=path, query=query[1:], headers=headers.pairs()))
            return _sent(answer)
        except Exception as e:
            return _refused(502, "the answer of the test failed: %r" % e)


def _refused(status, sentence):
    return status, (), (sentence + "\n").encode("utf-8")


def _sent(answer):
    status, headers = 200, ()
    if isinstance(answer, sluice.Response):
        status, headers, answer = answer.status, answer.headers, answer.body
        headers = tuple(headers.items() if hasattr(headers, "items") else headers)
    if answer is None:
        return status, headers, b""
    if isinstance(answer, str):
        return status, headers, answer.encode("utf-8")
    if isinstance(answer, (bytes, bytearray, memoryview)):
        return status, headers, bytes(answer)
    return status, headers + (("Content-Type", "application/json"),), _json.dumps(answer).encode("utf-8")
