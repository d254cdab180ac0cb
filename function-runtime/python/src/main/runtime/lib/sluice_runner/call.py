"""One invocation: runs the function, while the connection's thread brings it the request's body, window grants, and maybe a cancellation."""

import asyncio
import base64
import binascii
import datetime
import functools
import inspect
import threading
import urllib.parse

import sluice

from . import answers, body, console, contracts, failures, protocol, shield, threads

_DONE = object()
_MAX_CAUSES = 10


class Call:
    """Its lock guards who sends the last frame: after that nothing is sent."""

    def __init__(self, session, function, invoke: protocol.Invoke):
        self._session = session
        self._function = function
        self._invoke = invoke
        self.stream = invoke.stream
        self.invocation_id = invoke.invocation
        self.function_name = session.order.function
        self.version = session.order.version
        self.logger = session.logger
        self.deadline = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(
            milliseconds=min(invoke.run_millis, 10**12)
        )
        self.shield = shield.Shield()
        self._lock = threading.RLock()
        self._window = body.SendWindow()
        self._body = body.RequestBody(
            invoke.end, lambda count: self._send(protocol.Window(self.stream, count), last=False)
        )
        self._log = session.log_of_call(self._line, self.shield)
        self._fields = sluice.Headers(invoke.headers)
        # What ends a call that was cancelled.
        self._cancelled = None
        self._head_sent = False
        self._over = False
        # Where it runs: set by whoever runs it.
        self.thread = None
        self.task = None

    def _line(self, source: int, line: str) -> None:
        self._session.line(0 if self._over else self.stream, source, line)

    # The connection's thread.

    def data(self, data: bytes, end: bool) -> None:
        self._body.arrived(data, end)

    def trailers(self, fields) -> None:
        self._body.ended(fields)

    def grant(self, count: int) -> None:
        self._window.grant(count)

    def cancel(self, cause: int, interrupt) -> None:
        """Interrupt is called with this call if its code is to be interrupted."""
        told = self._cancellation(cause)
        with self._lock:
            if self._over or self._cancelled is not None:
                return
            self._cancelled = told
        self.shield.want()
        self._body.close("the call was cancelled")
        self._window.close()
        if cause == protocol.TIME_IS_UP:
            self._end(told)
        interrupt(self)

    def _cancellation(self, cause: int) -> protocol.Error:
        if cause == protocol.TIME_IS_UP:
            return protocol.Error(self.stream, protocol.TIMED_OUT, self._where())
        return protocol.Error(self.stream, protocol.CANCELLED, failures.sentence("the caller went away before the answer"))

    def _where(self) -> protocol.FunctionError:
        message = "the call was still running when its time was up"
        thread = self.thread
        if thread is not None:
            return failures.where(message, failures.stack_of_thread(thread))
        if self.task is not None:
            return failures.where(message, failures.stack_of_coroutine(self.task.get_coro()))
        return failures.sentence("the call had not begun: the function's other calls keep it busy")

    # The function's thread.

    def run(self) -> None:
        """Runs a handler that is a def, on this thread; finish is to be called then."""
        console.enter(self._log)
        self.shield.begin()
        try:
            if self._begin():
                self.thread = threading.get_ident()
                self._answer(self.shield.run(self._code()))
        except BaseException as thrown:
            self._fail(thrown)
        finally:
            self.thread = None

    def _answer(self, value) -> None:
        if inspect.isawaitable(value):
            self.shield.run(threads.run_now, self._answer_later(value))
            return
        answer = answers.of(value, self._invoke.method)
        if answer.body is None or isinstance(answer.body, bytes):
            self._send_piece(answer, answer.body or b"", True)
        elif answers.is_async(answer.body):
            self.shield.run(threads.run_now, self._send_pieces_later(answer))
        else:
            self._send_pieces(answer)

    def _send_pieces(self, answer: answers.Answer) -> None:
        count = _Count(answer)
        try:
            pieces = iter(answer.body)
            item = self.shield.run(next, pieces, _DONE)
            while item is not _DONE:
                answer, data = count.take(answer, item)
                self._send_piece(answer, data, False)
                item = self.shield.run(next, pieces, _DONE)
            count.finish()
            self._send_piece(answer, b"", True)
        finally:
            answers.discard(answer.body)

    def _send_piece(self, answer: answers.Answer, data: bytes, last: bool) -> None:
        """Sends the head if that is still to be done, and a piece of the body as fast as the window allows."""
        at = 0
        while at < len(data):
            self._session.outbox.await_room()
            step = self._window.take(min(len(data) - at, protocol.MAX_DATA_BYTES))
            self._emit(answer, data[at : at + step], last and at + step == len(data))
            at += step
        if last and not data:
            self._emit(answer, b"", True)

    # The loop's thread, which is the function's.

    async def run_later(self) -> None:
        """Runs a handler that is an async def, as a task of its own. One that is cancelled before it has begun would end without a word,
        so the task is known from here on."""
        self.task = asyncio.current_task()
        console.enter(self._log)
        try:
            if self._begin():
                await self._answer_later(self._code()())
        except BaseException as thrown:
            self._fail(thrown)
        finally:
            self.finish()

    async def _answer_later(self, value) -> None:
        if inspect.isawaitable(value):
            value = await value
        answer = answers.of(value, self._invoke.method)
        if answer.body is None or isinstance(answer.body, bytes):
            await self._send_piece_later(answer, answer.body or b"", True)
        else:
            await self._send_pieces_later(answer)

    async def _send_pieces_later(self, answer: answers.Answer) -> None:
        count = _Count(answer)
        pieces = answer.body
        try:
            if not answers.is_async(pieces):
                pieces = _later(pieces)
            async for item in pieces:
                answer, data = count.take(answer, item)
                await self._send_piece_later(answer, data, False)
            count.finish()
            await self._send_piece_later(answer, b"", True)
        finally:
            close = getattr(pieces, "aclose", None)
            if close:
                await close()

    async def _send_piece_later(self, answer: answers.Answer, data: bytes, last: bool) -> None:
        at = 0
        while at < len(data):
            await self._session.outbox.await_room_later()
            step = await self._window.take_later(min(len(data) - at, protocol.MAX_DATA_BYTES))
            self._emit(answer, data[at : at + step], last and at + step == len(data))
            at += step
        if last and not data:
            self._emit(answer, b"", True)

    # Both.

    def _begin(self) -> bool:
        with self._lock:
            if self._cancelled is None:
                return True
        self._end(self._cancelled)
        return False

    def _code(self):
        """What is called, by the function's contract."""
        function = self._function
        kind = sluice.AsyncRequest if function.is_async else sluice.Request
        invoke = self._invoke
        guarded = self._body if function.is_async else _Guarded(self._body, self.shield)
        request = kind(invoke.method, invoke.path, invoke.query, self._fields, guarded)
        if function.contract == contracts.REQUEST:
            return functools.partial(function.code, request, sluice.Context(self))
        if function.contract == contracts.BOOK:
            return _with_whole(function, request, lambda whole: function.code(_BookContext(self, request, whole)))
        return _with_whole(function, request, lambda whole: function.code(*self._as_for_kubeless(request, whole)))

    def _as_for_kubeless(self, request, whole: bytes):
        """The event and the context as kubeless' own runtime makes them."""
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        data = request._json(whole) if kind == "application/json" or kind.endswith("+json") else whole
        attributes = self.event() or {}
        fields = request.headers
        event = {
            "data": data,
            "event-id": fields.get("event-id", attributes.get("id")),
            "event-type": fields.get("event-type", attributes.get("type")),
            "event-time": fields.get("event-time", attributes.get("time")),
            "event-namespace": fields.get("event-namespace", attributes.get("source")),
            "extensions": {"request": request},
        }
        order = self._session.order
        context = {
            "function-name": order.function,
            "timeout": str(max(1, order.timeout_millis // 1000)),
            "runtime": self._session.runtime,
            "memory-limit": "%dMi" % self._session.memory_mib,
        }
        return event, context

    def _emit(self, answer: answers.Answer, data: bytes, last: bool) -> None:
        frames = []
        if not self._head_sent:
            frames.append(protocol.Result(self.stream, answer.status, answer.headers, last and not data))
        if data or self._head_sent:
            frames.append(protocol.Data(self.stream, data, last))
        if last:
            self._log.close()
        with self.shield, self._lock:
            if not self._over and self._cancelled is None:
                self._session.outbox.send(*frames)
                self._head_sent = True
                self._over = last
                return
        raise body.CallOver("the call is over: nobody reads its answer any more")

    def _fail(self, thrown: BaseException) -> None:
        if _is_out_of_memory(thrown):
            self._session.memory_is_out()
            self._end(protocol.Error(self.stream, protocol.OUT_OF_MEMORY, failures.of(thrown)))
            self._session.out_of_memory()
        elif self.is_cancelled():
            self._end(self._cancelled)
        elif isinstance(thrown, sluice.BadInput):
            self._end(protocol.Error(self.stream, protocol.BAD_INPUT, failures.sentence(failures.message_of(thrown))))
        elif isinstance(thrown, answers.BadAnswer):
            self._end(protocol.Error(self.stream, protocol.BAD_ANSWER, failures.sentence(str(thrown))))
        elif isinstance(thrown, protocol.ProtocolError):
            sentence = "the headers of the answer are larger than 1 MiB in all"
            self._end(protocol.Error(self.stream, protocol.BAD_ANSWER, failures.sentence(sentence)))
        elif isinstance(thrown, SystemExit):
            sentence = "the function called sys.exit(%r): a function returns its answer, and does not end its process"
            self._end(
                protocol.Error(self.stream, protocol.THREW, failures.of(thrown)._replace(message=sentence % (thrown.code,)))
            )
        else:
            self._end(protocol.Error(self.stream, protocol.THREW, failures.of(thrown)))

    def finish(self) -> None:
        """It has run."""
        self._window.close()
        self._body.close("the call is over")
        self._session.finished(self)

    def _send(self, frame, last: bool) -> None:
        with self.shield, self._lock:
            if not self._over:
                self._over = last
                self._session.outbox.send(frame)

    def _end(self, frame: protocol.Error) -> None:
        self._log.close()
        self._send(frame, last=True)

    # What the function's context asks.

    def is_cancelled(self) -> bool:
        return self._cancelled is not None

    def progress(self, data) -> None:
        told = data.encode("utf-8") if isinstance(data, str) else bytes(data)
        if len(told) > protocol.MAX_PROGRESS_BYTES:
            raise ValueError(
                "the progress of a call may have %d bytes, this has %d" % (protocol.MAX_PROGRESS_BYTES, len(told))
            )
        if self._session.uses("progress"):
            with self.shield:
                if not self._function.is_async:
                    self._session.outbox.await_room()
                self._send(protocol.Progress(self.stream, told), last=False)

    def attempt(self) -> int:
        told = self._fields.get("sluice-attempt", "1")
        return int(told) if told.isascii() and told.isdigit() and 0 < int(told[:9]) and len(told) < 10 else 1

    def time(self, field: str):
        told = self._fields.get(field)
        try:
            return None if told is None else _time(told)
        except ValueError:
            return None

    def last_progress(self):
        told = self._fields.get("sluice-progress")
        try:
            return None if told is None else base64.b64decode(told, validate=True)
        except (binascii.Error, ValueError):
            return None

    def event(self):
        """The attributes of an event in binary mode, decoded; None for a request that is none."""
        if "ce-specversion" not in self._fields:
            return None
        attributes = {
            name[3:]: urllib.parse.unquote(value) for name, value in self._fields.items() if name.startswith("ce-")
        }
        if "content-type" in self._fields:
            attributes["datacontenttype"] = self._fields["content-type"]
        return attributes


def _time(text: str) -> datetime.datetime:
    """RFC 3339, of which Python 3.9 reads three or six digits of a second only."""
    whole, dot, rest = text.replace("Z", "+00:00").partition(".")
    if not dot:
        return datetime.datetime.fromisoformat(whole)
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return datetime.datetime.fromisoformat("%s.%s%s" % (whole, digits[:6].ljust(6, "0"), rest[len(digits) :]))


class _Guarded:
    """A request's body, whose reading is not interrupted but ended."""

    def __init__(self, guarded: body.RequestBody, guard: shield.Shield):
        self._guarded = guarded
        self._shield = guard

    def read(self, most: int) -> bytes:
        with self._shield:
            return self._guarded.read(most)

    def trailers(self):
        return self._guarded.trailers()


class _BookContext(sluice.Context):
    """What the book's handlers take: the context of a call, with its request as attributes."""

    def __init__(self, call: Call, request, whole: bytes):
        super().__init__(call)
        self.request = request
        self.method = request.method
        self.path = request.path
        self.headers = request.headers
        self.body = whole

    @property
    def json(self):
        """What the body has as JSON, the parameters of the query if there is no body."""
        if not self.body:
            return {name: values[0] for name, values in self.request.params.items()}
        return self.request._json(self.body)

    @property
    def text(self) -> str:
        return self.request._text(self.body)


def _with_whole(function, request, code):
    """Calls code with the whole body, whose function may be asynchronous."""
    if not function.is_async:
        return lambda: code(request.bytes())

    async def later():
        value = code(await request.bytes())
        return await value if inspect.isawaitable(value) else value

    return later


async def _later(pieces):
    """The items of an iterator, and its end is told to it."""
    try:
        for item in pieces:
            yield item
    finally:
        answers.discard(pieces)


class _Count:
    """Holds a streamed body to the length that its head says; the first piece says its type if the head does not."""

    def __init__(self, answer: answers.Answer):
        self._left = answer.length
        self._length = answer.length
        self._first = True

    def take(self, answer: answers.Answer, item):
        """The answer with its type, and the piece as it is sent."""
        data = answers.piece(item)
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise answers.BadAnswer(
                    "the body is longer than the %d bytes that its content-length says" % self._length
                )
        if self._first:
            self._first = False
            if not any(name.lower() == "content-type" for name, _ in answer.headers):
                answer = answer._replace(headers=answer.headers + (("content-type", answers.kind_of(item)),))
        return answer, data

    def finish(self) -> None:
        if self._left:
            raise answers.BadAnswer(
                "the body has %d bytes, but its content-length says %d" % (self._length - self._left, self._length)
            )


def _is_out_of_memory(thrown: BaseException) -> bool:
    for _ in range(_MAX_CAUSES):
        if thrown is None or isinstance(thrown, MemoryError):
            return thrown is not None
        thrown = thrown.__cause__ or thrown.__context__
    return False
