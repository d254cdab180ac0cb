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
import sluice_ownership

__all__ = ["StubContext", "StubFunctions", "StubOwnership", "Called", "stub_request", "stub_async_request"]

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
        ownership=None,
    ):
        self.logged = []
        self.told = []
        self._attempt = attempt
        self._accepted = accepted
        self._scheduled = scheduled
        self._last_progress = last_progress
        self._event = event
        self._cancelled = False
        self._ownership = ownership or StubOwnership()
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
    def ownership(self):
        return self._ownership

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


class StubOwnership(sluice_ownership.Ownership):
    """What is owned, in the memory of the test. Contexts that share one are instances of one namespace.

    A hold lasts until it is released or the test has it lost: ``lose("nightly")`` takes it from all who hold it and calls their handlers. Its
    lease does not run.
    """

    def __init__(self):
        super().__init__({})
        self._changes = threading.Condition()
        self._count = 0
        self._holds = []
        self._keys = {}
        self._barriers = {}

    def lose(self, name) -> None:
        with self._changes:
            lost = [hold for hold in self._holds if hold.name == name]
            self._holds = [hold for hold in self._holds if hold.name != name]
            self._changes.notify_all()
        for hold in lost:
            if hold.on_loss:
                hold.on_loss()

    def _acquired(self, sort, name, more, *, lease=15.0, wait=30.0, who=None, on_loss=None):
        hold = _StubHold(self, sort, name, who or "", more.get("value", ""), on_loss)
        with self._changes:
            if not self._changes.wait_for(lambda: len(self._of(sort, name)) < more.get("permits", 1), wait):
                raise sluice_ownership.OwnershipError("held_by_others", "others hold '%s' in this test" % name)
            self._count += 1
            hold.number = self._count
            self._holds.append(hold)
            self._changes.notify_all()
        return hold

    def _of(self, sort, name):
        return [hold for hold in self._holds if (hold.sort, hold.name) == (sort, name)]

    def leader(self, election):
        with self._changes:
            holds = self._of("elections", election)
            return sluice_ownership.Leader(vars(holds[0]) | {"token": holds[0].number}) if holds else None

    def next_leader(self, election, token, wait):
        return self._next(lambda: self.leader(election), lambda leader: (leader.token if leader else 0) != token, wait)

    def get(self, key):
        with self._changes:
            found = self._keys.get(key)
            if found and found.expires_at and found.expires_at <= datetime.datetime.now(datetime.timezone.utc):
                return None
            return found

    def next_value(self, key, version, wait):
        return self._next(lambda: self.get(key), lambda value: (value.version if value else 0) != version, wait)

    def _next(self, look, is_new, wait):
        with self._changes:
            self._changes.wait_for(lambda: is_new(look()), wait)
            return look()

    def put(self, key, value, *, if_version=None, if_value=None, ttl=None, token=None) -> int:
        with self._changes:
            greatest = self._checked(key, if_version, if_value, token)
            self._count += 1
            self._keys[key] = made = sluice_ownership.KeyValue(
                {"value": value, "version": self._count, "token": greatest}
            )
            if ttl is not None:
                made.expires_at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=ttl)
            self._changes.notify_all()
            return self._count

    def remove(self, key, *, if_version=None, if_value=None, token=None) -> bool:
        with self._changes:
            self._checked(key, if_version, if_value, token)
            self._changes.notify_all()
            return self._keys.pop(key, None) is not None

    def barrier(self, name):
        with self._changes:
            generation, parties, arrived = self._barriers.get(name, (0, 0, []))
            return sluice_ownership.Barrier({"generation": generation, "parties": parties, "arrived": list(arrived)})

    def arrive(self, barrier, party, parties, *, wait=30.0, generation=None):
        with self._changes:
            there = self.barrier(barrier)
            came = there.generation if generation is None else generation
            if came == there.generation:
                self._barriers[barrier] = self._with(barrier, there, party, parties)
                self._changes.notify_all()
            opened = self._changes.wait_for(lambda: self.barrier(barrier).generation > came, wait)
            arrived = [] if opened else self.barrier(barrier).arrived
            told = {"open": opened, "generation": came, "parties": parties, "arrived": arrived}
            return sluice_ownership.Barrier(told)

    @staticmethod
    def _with(name, there, party, parties):
        if there.arrived and there.parties != parties:
            raise sluice_ownership.OwnershipError(
                "other_parties", "those who wait at '%s' say that %d must come" % (name, there.parties)
            )
        arrived = there.arrived if party in there.arrived else [*there.arrived, party]
        return (there.generation, parties, arrived) if len(arrived) < parties else (there.generation + 1, parties, [])

    def _checked(self, key, version, value, token):
        """The greatest token after a change that may be made."""
        there = self.get(key)
        before = there.token if there else None
        if token is not None and before is not None and token < before:
            raise sluice_ownership.OwnershipError(
                "token_stale", "the key '%s' was written with the token %d, and this one is %d" % (key, before, token)
            )
        stands = there.version if there else 0
        if version not in (None, stands) or value is not None and (there is None or there.value != value):
            raise sluice_ownership.OwnershipError("key_differs", "the key '%s' has the version %d" % (key, stands))
        return before if token is None else token


class _StubHold:
    def __init__(self, stub, sort, name, who, value, on_loss):
        self._stub = stub
        self.sort = sort
        self.name = name
        self.who = who
        self.value = value
        self.on_loss = on_loss
        self.number = 0

    @property
    def token(self) -> int:
        if not self.held:
            raise sluice_ownership.OwnershipError("lease_lost", "'%s' is not held any more" % self.name)
        return self.number

    @property
    def held(self) -> bool:
        with self._stub._changes:
            return self in self._stub._holds

    def release(self) -> None:
        with self._stub._changes:
            if self in self._stub._holds:
                self._stub._holds.remove(self)
                self._stub._changes.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, *thrown):
        self.release()


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
