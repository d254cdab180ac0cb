"""What a gateway sees of a Python runner, by its start script."""

import json
import os
import shutil
import signal
import subprocess
import sys
import unittest

from runner_end import RUNTIME, Folder, RunnerEnd, environment, write_folder
from sluice_runner import protocol as p


class Scenario(unittest.TestCase):
    def started(self, code, **how) -> RunnerEnd:
        runner = RunnerEnd(self)
        runner.ready(code, **how)
        return runner

    def assert_error(self, answer, fault, message):
        self.assertIs(type(answer), p.Error, answer)
        self.assertEqual(answer.error.message, message)
        self.assertEqual(answer.fault, fault)


ANSWERS = '''
import collections, datetime, decimal, io, json
from sluice import Response

def pieces(*all):
    for each in all:
        yield each

VALUES = {
    "str": "grüß", "empty": "", "bytes": b"\\x00\\xff", "bytearray": bytearray(b"x"), "memoryview": memoryview(b"xy"),
    "dict": {"a": [1, None, "é"]}, "list": [1.5], "int": 7, "bool": True, "none": None,
    "keys": {1: 2, None: 3}, "namedtuple": collections.namedtuple("N", "a b")(1, 2),
    "status": ("made", 201), "headers": ("x", {"X-A": "b"}), "all": ({"a": 1}, 202, {"X-A": ["b", "c"], "Content-Type": "a/b"}),
    "none-status": (None, 404), "response": Response("x", 203, [("X-A", "1")]), "response-none": Response(None, 204),
    "nan": {"a": [1, float("nan")]}, "date": {"when": {"x": datetime.date(2026, 1, 2)}}, "decimal": [decimal.Decimal("1.10")],
    "set": {1}, "object": object(), "key": {(1, 2): 3}, "surrogate": "a\\udc80", "surrogate-in-json": ["\\udc80"],
    "tuple-4": (1, 2, 3, 4), "status-text": ("x", "201"), "status-100": ("x", 100), "header-type": ("x", 200, {"a": None}),
    "header-name": ("x", 200, {"a b": "c"}), "header-hop": ("x", 200, {"Transfer-Encoding": "chunked"}),
    "header-value": ("x", 200, {"a": "b\\r\\nc"}), "length": ("x", 200, {"Content-Length": "7"}),
    "headers-type": ("x", 200, 5),
}
VALUES["loop"] = loop = []
loop.append(loop)
deep = []
for _ in range(100000): deep = [deep]
VALUES["deep"] = deep

def handler(request, context):
    name = request.path[1:]
    if name == "generator": return pieces("a", "b")
    if name == "generator-bytes": return pieces(b"a", b"b")
    if name == "generator-none": return pieces()
    if name == "file": return io.BytesIO(b"f" * 100000)
    if name == "async-generator": return later()
    if name == "coroutine": return soon()
    if name == "bad-piece": return pieces("a", {"b": 1})
    if name == "long": return Response(pieces("abc", "d"), headers={"Content-Length": "3"})
    if name == "short": return Response(pieces("ab"), headers={"Content-Length": "3"})
    if name == "broken": return broken()
    if name == "huge": return Response("", headers=[("x", "y" * 30000)] * 40)
    return VALUES[name]

def broken():
    yield "a"
    raise KeyError("no more")

async def later():
    yield "c"
    yield "d"

async def soon():
    return {"soon": True}
'''


class Answers(Scenario):
    def test_every_form_of_answer(self):
        text, octets, as_json = "text/plain; charset=utf-8", "application/octet-stream", "application/json"
        runner = self.started(ANSWERS)
        for stream, (name, status, kind, body) in enumerate(
            [
                ("str", 200, text, "grüß"),
                ("empty", 200, text, ""),
                ("bytes", 200, octets, b"\x00\xff"),
                ("bytearray", 200, octets, "x"),
                ("memoryview", 200, octets, "xy"),
                ("dict", 200, as_json, '{"a":[1,null,"é"]}'),
                ("list", 200, as_json, "[1.5]"),
                ("int", 200, as_json, "7"),
                ("bool", 200, as_json, "true"),
                ("keys", 200, as_json, '{"1":2,"null":3}'),
                ("namedtuple", 200, as_json, "[1,2]"),
                ("none", 204, None, ""),
                ("status", 201, text, "made"),
                ("headers", 200, text, "x"),
                ("all", 202, "a/b", '{"a":1}'),
                ("none-status", 404, None, ""),
                ("response", 203, text, "x"),
                ("response-none", 204, None, ""),
                ("generator", 200, text, "ab"),
                ("generator-bytes", 200, octets, "ab"),
                ("generator-none", 200, None, ""),
                ("file", 200, octets, "f" * 100000),
                ("async-generator", 200, text, "cd"),
                ("coroutine", 200, as_json, '{"soon":true}'),
            ],
            1,
        ):
            with self.subTest(name):
                answer = runner.call(stream, path="/" + name)
                self.assertIs(type(answer), tuple, answer)
                data = body.encode("utf-8") if isinstance(body, str) else body
                self.assertEqual((answer[0], answer[1].get("content-type", answer[1].get("Content-Type")), answer[2]), (status, kind, data))

    def test_what_cannot_be_sent_is_a_bad_answer_with_a_sentence(self):
        forms = "return the body, (body, status), (body, headers), (body, status, headers) or a sluice.Response"
        first = "turn it into str, a number, a list or a dict first"
        runner = self.started(ANSWERS)
        for stream, (name, sentence) in enumerate(
            {
                "nan": "a value of the type dict cannot be written as JSON: nan is no number that JSON has at 'a[1]'",
                "date": "a value of the type dict cannot be written as JSON: there is a value of the type datetime.date at 'when.x': " + first,
                "decimal": "a value of the type list cannot be written as JSON: there is a value of the type decimal.Decimal at '[0]': " + first,
                "set": "a value of the type set cannot be sent: %s, of what JSON can hold, str, bytes or a generator of those" % forms,
                "object": "a value of the type object cannot be sent: %s, of what JSON can hold, str, bytes or a generator of those" % forms,
                "key": "a value of the type dict cannot be written as JSON: the key (1, 2) is a value of the type tuple: keys are str",
                "loop": "a value of the type list cannot be written as JSON: it refers to itself at '[0]'",
                "deep": "a value of the type list cannot be written as JSON: it is nested too deeply",
                "surrogate": "the answer has half a character at position 1: U+DC80",
                "surrogate-in-json": "a value of the type list cannot be written as JSON: a text in it has half a character",
                "tuple-4": "a tuple of 4 members is no answer: " + forms,
                "status-text": "the status of the answer is '201': it must be a number from 200 to 599 (%s)" % forms,
                "status-100": "the status of the answer is 100: it must be a number from 200 to 599 (%s)" % forms,
                "header-type": "the header 'a' has the value None: both must be str",
                "header-name": "the header name 'a b' is not allowed: letters, digits and !#$%&'*+-.^_`|~ make up a name",
                "header-hop": "the header 'Transfer-Encoding' is the platform's to set: leave it out",
                "header-value": "the value of the header 'a' has a character that HTTP forbids: U+000D at position 1",
                "headers-type": "the headers of the answer are 5: they must be a dict or pairs",
                "length": "the header 'content-length' says 7, but the body has 1 bytes: leave it out",
                "bad-piece": "a value of the type dict is no piece of a streamed answer: yield str or bytes",
                "long": "the body is longer than the 3 bytes that its content-length says",
                "short": "the body has 2 bytes, but its content-length says 3",
                "huge": "the headers of the answer are larger than 1 MiB in all",
            }.items(),
            1,
        ):
            with self.subTest(name):
                self.assert_error(runner.call(stream, path="/" + name), p.BAD_ANSWER, sentence)

    def test_head_has_the_headers_of_get_and_no_body(self):
        runner = self.started(ANSWERS)
        self.assertEqual(
            runner.call(1, method="HEAD", path="/status"),
            (201, {"content-type": "text/plain; charset=utf-8", "content-length": "4"}, b""),
        )

    def test_a_generator_that_breaks_ends_in_an_error(self):
        runner = self.started(ANSWERS)
        runner.invoke(1, path="/broken")
        self.assertIs(type(runner.next()), p.Result)
        self.assertEqual(runner.next(), p.Data(1, b"a", False))
        error = runner.next()
        self.assertEqual((error.fault, error.error.type), (p.THREW, "KeyError"))


ASKS = '''
import json, os, sys
def handler(request, context):
    return {
        "method": request.method, "path": request.path, "query": request.query, "params": request.params, "a": request.param("a"),
        "headers": [request.headers["X-A"], request.headers.get_all("x-a"), request.headers.get("none")],
        "text": request.text(), "again": request.text(),
        "id": context.invocation_id, "function": context.function, "version": context.version, "attempt": context.attempt,
        "left": 0 < context.remaining <= 30, "cancelled": context.cancelled, "event": context.event,
        "accepted": str(context.accepted), "scheduled": str(context.scheduled), "progress": str(context.last_progress),
        "trailers": dict(request.trailers),
    }
'''


class Requests(Scenario):
    def test_the_function_knows_the_request_and_its_call(self):
        runner = self.started(ASKS)
        told = json.loads(runner.text(1, "body é", path="/a%20b", query="a=1&a=%C3%A9&b=", headers=[("X-A", "1"), ("x-a", "2")]))
        self.assertEqual(
            told,
            {
                "method": "POST", "path": "/a%20b", "query": "a=1&a=%C3%A9&b=", "params": {"a": ["1", "é"], "b": [""]}, "a": "1",
                "headers": ["1", ["1", "2"], None], "text": "body é", "again": "body é", "id": "01J" + "%023d" % 1,
                "function": "sample", "version": 3, "attempt": 1, "left": True, "cancelled": False, "event": None,
                "accepted": "None", "scheduled": "None", "progress": "None", "trailers": {},
            },
        )  # fmt: skip

    def test_a_function_is_told_the_past_of_its_call_and_its_event(self):
        runner = self.started(ASKS)
        fields = [("X-A", ""), ("Sluice-Attempt", "3"), ("Sluice-Accepted", "2026-11-28T09:00:00.25Z"), ("Sluice-Scheduled", "2026-11-28T12:00:00Z")]
        fields += [("Sluice-Progress", "aGFsZg=="), ("ce-specversion", "1.0"), ("ce-id", "a%20b"), ("content-type", "text/plain")]
        told = json.loads(runner.text(1, headers=fields))
        self.assertEqual((told["attempt"], told["accepted"]), (3, "2026-11-28 09:00:00.250000+00:00"))
        self.assertEqual((told["scheduled"], told["progress"]), ("2026-11-28 12:00:00+00:00", "b'half'"))
        self.assertEqual(told["event"], {"specversion": "1.0", "id": "a b", "datacontenttype": "text/plain"})
        odd = json.loads(runner.text(2, headers=[("X-A", ""), ("Sluice-Attempt", "no"), ("Sluice-Accepted", "no"), ("Sluice-Progress", "?")]))
        self.assertEqual((odd["attempt"], odd["accepted"], odd["progress"]), (1, "None", "None"))

    def test_what_does_not_fit_is_told_the_caller(self):
        runner = self.started("def handler(request, context):\n    return request.json() if request.path == '/' else request.text()")
        for stream, (path, body, kind, sentence) in enumerate(
            [
                ("/", b"", "a/b", "the body is empty where JSON is expected"),
                ("/", b'{"a": \n x}', "a/b", "the body is not JSON: there is a mistake at line 2, column 2"),
                ("/", b"NaN", "a/b", "the body is not JSON: NaN is no number that JSON has"),
                ("/", b'"\xff"', "a/b", "the body is not JSON: it is not UTF-8"),
                ("/", b"[" * 30000, "a/b", "the body is not JSON that can be read: it is nested too deeply"),
                ("/t", b"a\xff", "text/plain", "the body is not utf-8: there is a mistake at byte 1"),
                ("/t", b"a", "text/plain; charset=klingon", "the charset 'klingon' of the content type is not known"),
            ],
            1,
        ):
            with self.subTest(sentence):
                self.assert_error(runner.call(stream, body, path=path, headers=[("Content-Type", kind)]), p.BAD_INPUT, sentence)
        self.assertEqual(runner.text(20, b"\xe9", path="/t", headers=[("content-type", 'text/plain; charset="latin-1"')]), "é")

    def test_the_contracts_of_kubeless_and_of_the_book(self):
        kubeless = "def handler(event, context):\n    return [event['data'], event['event-type'], context['function-name'], event['extensions']['request'].method]"
        runner = self.started(kubeless)
        call = [("content-type", "application/json"), ("event-type", "t")]
        self.assertEqual(runner.text(1, '{"a":1}', headers=call), '[{"a":1},"t","sample","POST"]')
        runner = self.started("def handler(event, context): return event['data']")
        self.assertEqual(runner.call(1, "text")[2], b"text")
        runner = self.started("async def handler(context):\n    return [context.json.get('name'), context.method, context.function]")
        self.assertEqual(runner.text(1, '{"name":"Ada"}'), '["Ada","POST","sample"]')
        self.assertEqual(runner.text(2, method="GET", query="name=Bob"), '["Bob","GET","sample"]')
        runner = self.started("def handler(a, b): return a['data']", settings={"contract": "event"})
        self.assertEqual(runner.call(1, "chosen")[2], b"chosen")


class Streams(Scenario):
    ECHO = "def handler(request, context):\n    for piece in request:\n        yield piece\n"
    ASYNC_ECHO = "async def handler(request, context):\n    async for piece in request:\n        yield piece\n"

    def test_both_bodies_flow_at_once(self):
        for code in (self.ECHO, self.ASYNC_ECHO):
            runner = self.started(code)
            runner.invoke(1, "one", end=False)
            self.assertIs(type(runner.next()), p.Result)
            self.assertEqual(runner.next(), p.Data(1, b"one", False))
            runner.send(p.Data(1, b"two", False))
            self.assertEqual(runner.next(), p.Data(1, b"two", False))
            runner.send(p.Trailers(1, (("a", "b"),)))
            self.assertEqual(runner.next(), p.Data(1, b"", True))

    def test_a_large_answer_waits_for_the_window(self):
        for code in ("def handler(r, c): return b'x' * 200000", "async def handler(r, c): return b'x' * 200000"):
            runner = self.started(code, settings={"contract": "request"})
            runner.invoke(1)
            runner.next()
            received = 0
            while received < p.INITIAL_WINDOW_BYTES:
                received += len(runner.next().data)
            self.assertEqual(received, p.INITIAL_WINDOW_BYTES)
            runner.send(p.Ping(1))
            self.assertEqual(runner.next(), p.Pong(1))
            runner.send(p.Window(1, 134_464))
            end = False
            while not end:
                frame = runner.next()
                received, end = received + len(frame.data), frame.end
            self.assertEqual(received, 200_000)

    def test_a_large_request_is_granted_as_it_is_read(self):
        for code in (
            "def handler(request, context):\n    return str(sum(map(len, request)))",
            "async def handler(request, context):\n    return str(len(await request.bytes()))",
        ):
            runner = self.started(code)
            total, left, granted = 1_000_000, 1_000_000, p.INITIAL_WINDOW_BYTES
            runner.invoke(1, end=False)
            while left:
                step = min(left, granted, p.MAX_DATA_BYTES)
                if step:
                    left, granted = left - step, granted - step
                    runner.send(p.Data(1, b"x" * step, left == 0))
                else:
                    frame = runner.next()
                    self.assertIs(type(frame), p.Window, frame)
                    granted += frame.granted
            frame = runner.next()
            while type(frame) is p.Window:
                frame = runner.next()
            self.assertEqual(frame.status, 200)
            self.assertEqual(runner.next().data, str(total).encode())

    def test_a_body_past_the_grant_breaks_the_protocol(self):
        runner = self.started("import time\ndef handler(request, context): time.sleep(60)", concurrency=1)
        runner.invoke(1, end=False)
        runner.send(p.Data(1, b"x" * 32768, False), p.Data(1, b"x" * 32768, False), p.Data(1, b"x", False))
        self.assertTrue(runner.is_cut())
        self.assertEqual(runner.exit_code(), 76)

    def test_progress_is_told_at_once_and_within_bounds(self):
        runner = self.started("def handler(request, context):\n    context.progress('x' * int(request.text()))\n    return 'done'")
        runner.invoke(1, "65536")
        self.assertEqual(len(runner.next().data), 65536)
        self.assertEqual(runner.answer(1)[2], b"done")
        self.assertEqual(runner.call(2, "65537").error.message, "the progress of a call may have 65536 bytes, this has 65537")


FAILS = '''
import sys, os, asyncio

def inner(text):
    raise ValueError(text)

def handler(request, context):
    what = request.text()
    if what == "cause":
        try:
            inner("first")
        except ValueError as e:
            raise RuntimeError("second") from e
    if what == "exit": sys.exit(3)
    if what == "die": os._exit(42)
    if what == "kill": os.kill(os.getpid(), 9)
    if what == "deep": handler(request, context)
    if what == "memory":
        all = []
        while True: all.append(bytearray(1 << 20))
    if what == "memory-elsewhere":
        import threading
        thread = threading.Thread(target=fill)
        thread.start()
        thread.join()
    if what == "base": raise KeyboardInterrupt()
    if what == "odd": raise Odd()
    inner(what)

def fill():
    all = []
    while True: all.append(bytearray(1 << 20))

class Odd(Exception):
    def __str__(self): raise TypeError()
'''


class Failures(Scenario):
    def test_what_is_raised_is_told_with_the_functions_own_frames(self):
        for concurrency in (1, 8):
            runner = self.started(FAILS, concurrency=concurrency)
            error = runner.call(1, "no luck").error
            self.assertEqual((error.type, error.message), ("ValueError", "no luck"))
            self.assertRegex("|".join(error.frames), r"^inner\(function.py:5\)\|handler\(function.py:\d+\)$")
            error = runner.call(2, "cause").error
            self.assertEqual((error.type, error.message), ("RuntimeError", "second"))
            self.assertEqual(error.frames[1], "Caused by: ValueError: first")
            self.assertEqual(error.frames[2], "inner(function.py:5)")
            self.assertEqual(runner.call(3, "odd").error.message, "(its __str__ raised TypeError)")
            deep = runner.call(4, "deep").error
            self.assertEqual((deep.type, len(deep.frames)), ("RecursionError", 20))

    def test_sys_exit_and_its_kind_end_the_call_and_not_the_process(self):
        for code in (FAILS, FAILS.replace("def handler", "async def handler").replace("request.text()", "await request.text()")):
            runner = self.started(code)
            error = runner.call(1, "exit").error
            self.assertEqual(error.type, "SystemExit")
            self.assertEqual(error.message, "the function called sys.exit(3): a function returns its answer, and does not end its process")
            self.assertEqual(runner.call(2, "base").error.type, "KeyboardInterrupt")
            self.assertEqual(runner.call(3, "there").error.message, "there")

    def test_a_task_that_exits_ends_neither_the_loop_nor_its_neighbours(self):
        runner = self.started(
            "import asyncio, sys\nasync def exits(): sys.exit(4)\n"
            "async def handler(request, context):\n"
            "    if request.path == '/task': await asyncio.create_task(exits())\n"
            "    return 'there'"
        )
        self.assertEqual(runner.call(1, path="/task").error.type, "SystemExit")
        self.assertEqual(runner.call(2)[2], b"there")

    def test_a_dead_interpreter_is_seen_at_once(self):
        for what, code in (("die", 42), ("kill", -signal.SIGKILL)):
            runner = self.started(FAILS)
            runner.invoke(1, what)
            self.assertTrue(runner.is_cut())
            self.assertEqual(runner.exit_code(), code)

    def test_running_out_of_memory_is_told_and_ends_the_process(self):
        for what in ("memory", "memory-elsewhere"):
            for concurrency in (1, 8):
                runner = RunnerEnd(self, memory=96)
                runner.ready(FAILS, concurrency=concurrency)
                runner.invoke(1, what)
                if what == "memory":
                    self.assertEqual(runner.next().fault, p.OUT_OF_MEMORY)
                self.assertEqual(runner.exit_code(), 3)
                self.assertEqual(runner.output(), "Terminating due to MemoryError: the limit is 96 MiB\n")

    def test_a_function_that_does_not_start_is_told_why(self):
        for code, how, reason, message, hint in [
            ("x = 1\ndef handler(:\n", {}, "syntax_error", "function.py, line 2: ", "correct that line"),
            ("import nothing_there", {}, "module_not_found", "No module named 'nothing_there'", "pip install --target FOLDER nothing_there"),
            ("raise ValueError('no key')", {}, "initialiser_failed", "no key", "while it was imported"),
            ("import sys; sys.exit(2)", {}, "initialiser_failed", "the module called sys.exit(2) while", "__name__ == '__main__'"),
            ("def start(): raise ValueError('no start')\ndef handler(context): pass", {}, "start_hook_failed", "no start", "'start'"),
            ("def handler(a, b): pass", {}, "wrong_signature", "function:handler takes (a, b), by which", "a handler is 'def handler(request"),
            ("class handler: pass", {}, "wrong_signature", "function:handler is type, not a function", "a handler is"),
            ("def other(context): pass", {}, "handler_not_found", "there is no function handler in function", "there are: other"),
            ({"main.py": ""}, {"handler": "mian:handler"}, "handler_not_found", "there is no module mian", "top of the folder"),
            ({"main.py": "import helper", "helper.py": "\n\n(("}, {"handler": "main:handler"}, "syntax_error", "helper.py, line 3: ", ""),
            ("", {"env": {"DEBUGPY_LISTEN": "5005x"}}, "debugger_missing", "DEBUGPY_LISTEN is '5005x': it takes HOST:PORT", "leave DEBUGPY_LISTEN out"),
            ({"debugpy.py": "raise ImportError('no')", "main.py": ""}, {"handler": "main:handler", "env": {"DEBUGPY_LISTEN": "0"}}, "debugger_missing", "debugpy cannot be imported: no", ""),
            ({"../x": ""}, {}, "bad_artifact", "the zip's entry '../x' lies outside of its folder", "make the zip again"),
            ({"json.py": "def handler(context): pass"}, {"handler": "json:handler"}, "bad_artifact", "the module json has the name of", "rename"),
        ]:
            with self.subTest(code):
                failed = RunnerEnd(self).specialise(code, **how)
                self.assertIs(type(failed), p.SpecialiseFailed)
                self.assertEqual(failed.reason, reason)
                self.assertIn(message, failed.error.message)
                self.assertIn(hint, failed.hint)


WAITS = '''
import time, sys, asyncio, threading
done = []

def handler(request, context):
    what = request.text()
    if what == "done": return done
    try:
        print("begun")
        if what == "sleep": time.sleep(60)
        if what == "spin":
            while True: pass
        if what == "lock": threading.Event().wait(60)
        if what == "read":
            request.read(1)
        if what == "stream": return stream()
        return "quick"
    finally:
        done.append(what)

def stream():
    try:
        while True: yield b"x" * 65536
    finally:
        done.append("closed")
'''
ASYNC_WAITS = '''
import asyncio, sys
done = []

async def handler(request, context):
    what = await request.text()
    if what == "done": return done
    try:
        print("begun")
        if what == "sleep": await asyncio.sleep(60)
        if what == "task": await asyncio.create_task(asyncio.sleep(60))
        if what == "stream": return stream()
        return "quick"
    finally:
        done.append(what)

async def stream():
    try:
        while True: yield b"x" * 65536
    finally:
        done.append("closed")
'''


class Cancelling(Scenario):
    def begun(self, code, what, concurrency):
        runner = self.started(code, concurrency=concurrency)
        runner.invoke(1, what)
        runner.lines(1)
        return runner

    def ends(self, runner, what, cause, fault):
        runner.send(p.Cancel(1, cause))
        frame = runner.next()
        while type(frame) in (p.Result, p.Data):
            frame = runner.next()
        self.assertIs(type(frame), p.Error)
        self.assertEqual(frame.fault, fault)
        done = []
        stream = 2
        while what not in done:
            done = json.loads(runner.text(stream, "done"))
            stream += 1
        return frame.error

    def test_a_cancelled_call_is_interrupted_where_it_stands_and_cleans_up(self):
        for code, concurrency, whats in (
            (WAITS, 1, ("sleep", "spin", "lock", "stream")),
            (WAITS, 8, ("spin", "stream")),
            (ASYNC_WAITS, 8, ("sleep", "task", "stream")),
        ):
            for what in whats:
                with self.subTest(what, concurrency=concurrency):
                    runner = self.begun(code, what, concurrency)
                    expected = "closed" if what == "stream" else what
                    error = self.ends(runner, expected, p.CLIENT_GONE, p.CANCELLED)
                    self.assertEqual(error.message, "the caller went away before the answer")

    def test_a_call_that_waits_for_its_body_is_ended(self):
        for code, concurrency in ((WAITS, 1), (WAITS, 8), (ASYNC_WAITS, 8)):
            runner = self.started(code, concurrency=concurrency)
            runner.invoke(1, end=False)
            runner.send(p.Cancel(1, p.CLIENT_GONE))
            self.assertEqual(runner.next().fault, p.CANCELLED)
            self.assertEqual(runner.text(2, "quick"), "quick")

    def test_a_call_that_is_cancelled_before_the_busy_loop_comes_to_it_is_answered(self):
        code = (
            "import asyncio, time\nasync def handler(request, context):\n    if request.path == '/busy':\n"
            "        print('begun'); time.sleep(1)\n    return 'ran'\n"
        )
        runner = self.started(code, concurrency=8)
        runner.invoke(1, path="/busy")
        runner.lines(1)
        runner.invoke(2)
        # Answered by the connection's thread, so that both invocations have come by then.
        runner.send(runner.order(code))
        self.assertIs(type(runner.next()), p.SpecialiseFailed)
        runner.send(p.Cancel(2, p.CLIENT_GONE))
        self.assertEqual(runner.answer(1)[2], b"ran")
        self.assertEqual(runner.next().fault, p.CANCELLED)
        self.assertEqual(runner.text(3), "ran")

    def test_a_call_that_times_out_says_where_it_stood(self):
        for code, concurrency, what in ((WAITS, 1, "sleep"), (WAITS, 8, "spin"), (ASYNC_WAITS, 8, "sleep")):
            runner = self.begun(code, what, concurrency)
            error = self.ends(runner, what, p.TIME_IS_UP, p.TIMED_OUT)
            self.assertEqual(error.message, "the call was still running when its time was up")
            self.assertRegex(error.frames[0], r"handler\(function.py:\d+\)")

    def test_a_call_that_catches_its_interruption_is_interrupted_once(self):
        code = (
            "import time, sluice\ndef handler(request, context):\n    try:\n        print('begun'); time.sleep(60)\n"
            "    except sluice.Cancelled:\n        print('cleaning'); print('up')\n        return 'too late'\n"
        )
        runner = self.started(code, concurrency=1)
        runner.invoke(1)
        runner.lines(1)
        runner.send(p.Cancel(1, p.CLIENT_GONE))
        self.assertEqual([line for _, _, line in runner.lines(3)], ["begun", "cleaning", "up"])
        self.assertEqual(runner.next().fault, p.CANCELLED)

    def test_neighbours_of_a_call_that_is_cancelled_go_on(self):
        for code, what in ((WAITS, "spin"), (ASYNC_WAITS, "sleep")):
            runner = self.begun(code, what, concurrency=8)
            self.assertEqual(runner.text(2, "quick"), "quick")
            runner.send(p.Cancel(1, p.TIME_IS_UP))
            self.assertEqual(runner.next().fault, p.TIMED_OUT)
            self.assertEqual(runner.text(3, "quick"), "quick")

    def test_threads_that_were_interrupted_leave_the_limit_of_memory_where_it_was(self):
        runner = self.started(
            "import resource\ndef handler(request, context):\n    print('begun')\n    while request.path != '/limit': pass\n"
            "    return str(resource.getrlimit(resource.RLIMIT_DATA)[0] >> 20)\n"
        )
        for stream in range(1, 31):
            runner.invoke(stream)
            runner.lines(stream)
            runner.send(p.Cancel(stream, p.CLIENT_GONE))
            self.assertEqual(runner.next().fault, p.CANCELLED)
        self.assertLess(int(runner.text(99, path="/limit")), 256 + 10)

    def test_interruptions_never_break_the_protocol(self):
        """Printing and telling progress is the runner's work, in the middle of which an interruption must not come."""
        code = "def handler(request, context):\n    while True:\n        print('x' * 100)\n        context.progress('y')\n"
        for concurrency in (1, 8):
            runner = self.started(code, concurrency=concurrency)
            for stream in range(1, 41):
                runner.invoke(stream)
                frame = runner.next_of_any()
                while type(frame) is not p.Progress or frame.stream != stream:
                    frame = runner.next_of_any()
                runner.send(p.Cancel(stream, p.CLIENT_GONE))
                while type(frame) is not p.Error:
                    frame = runner.next_of_any()
                self.assertEqual((frame.stream, frame.fault), (stream, p.CANCELLED))


class Concurrency(Scenario):
    def test_calls_run_where_the_documentation_says(self):
        code = (
            "import threading\nmain = threading.current_thread() is threading.main_thread()\n"
            "{}def handler(request, context):\n    return [main, threading.current_thread() is threading.main_thread()]"
        )
        for form, concurrency, answer in (("", 1, "[true,true]"), ("", 8, "[true,false]"), ("async ", 8, "[true,true]")):
            runner = self.started(code.format(form), concurrency=concurrency)
            self.assertEqual(runner.text(1), answer)

    def test_what_the_import_made_works_in_calls_of_a_def_with_concurrency_1(self):
        runner = self.started(
            "import sqlite3, signal, asyncio, contextvars\n"
            "db = sqlite3.connect(':memory:')\nloop = asyncio.get_event_loop()\nv = contextvars.ContextVar('v'); v.set('set')\n"
            "def handler(request, context):\n"
            "    signal.alarm(0)\n"
            "    return [db.execute('select 7').fetchone()[0], loop.run_until_complete(asyncio.sleep(0, 8)), v.get()]\n",
            concurrency=1,
        )
        self.assertEqual(runner.text(1), '[7,8,"set"]')
        self.assertEqual(runner.text(2), '[7,8,"set"]')

    def test_a_lock_of_the_import_belongs_to_the_loop_of_the_calls(self):
        runner = self.started(
            "import asyncio\nlock = asyncio.Lock()\n"
            "async def handler(request, context):\n    async with lock:\n        await asyncio.sleep(0.01)\n        return 'in turn'"
        )
        for stream in range(1, 6):
            runner.invoke(stream)
        ends = set()
        while len(ends) < 5:
            frame = runner.next()
            self.assertIsNot(type(frame), p.Error, frame)
            ends |= {frame.stream} if type(frame) is p.Data else set()

    def test_many_calls_at_once_get_their_own_answers(self):
        for code in (
            "def handler(request, context): return str(2 * int(request.text()))",
            "async def handler(request, context): return str(2 * int(await request.text()))",
        ):
            runner = self.started(code, concurrency=100)
            for stream in range(1, 101):
                runner.invoke(stream, str(stream))
            answers = {}
            while len(answers) < 100:
                frame = runner.next()
                if type(frame) is p.Data:
                    answers[frame.stream] = int(frame.data)
            self.assertEqual(answers, {stream: 2 * stream for stream in range(1, 101)})

    def test_a_call_that_holds_the_interpreter_is_answered_and_its_neighbours_wait(self):
        """A call into a library may let nothing else of the process run: so the runner does not promise to answer pings."""
        runner = RunnerEnd(self)
        self.assertEqual(runner.hello.features, ("pulse", "progress", "notice"))
        runner.ready("def handler(request, context):\n    return str(sum(range(int(request.text()))))")
        runner.invoke(1, str(3 * 10**7))
        runner.invoke(2, "3")
        answers = {}
        while len(answers) < 2:
            frame = runner.next()
            if type(frame) is p.Data:
                answers[frame.stream] = frame.data
        self.assertEqual(answers, {1: b"449999985000000", 2: b"3"})

    def test_a_ping_is_answered_while_the_import_and_a_call_wait(self):
        runner = RunnerEnd(self)
        runner.send(runner.order("import time; time.sleep(0.5)\ndef handler(request, context): time.sleep(60)"), p.Ping(7))
        self.assertEqual(runner.next(), p.Pong(7))
        self.assertIs(type(runner.next()), p.Specialised)
        runner.invoke(1)
        runner.send(p.Ping(8))
        self.assertEqual(runner.next(), p.Pong(8))

    def test_a_ping_is_not_answered_while_a_call_holds_the_loop(self):
        runner = RunnerEnd(self)
        runner.ready(
            "import time\nasync def handler(request, context):\n    print('holds')\n    time.sleep(0.5)\n    return 'let go'"
        )
        runner.invoke(1)
        runner.lines(1)
        runner.send(p.Ping(7))
        self.assertIs(type(runner.next()), p.Result)
        self.assertEqual(runner.next(), p.Data(1, b"let go", True))
        self.assertEqual(runner.next(), p.Pong(7))

    def test_the_module_is_imported_once(self):
        runner = self.started("print('imported')\ndef handler(request, context): return 'x'")
        for stream in range(1, 5):
            runner.call(stream)
        self.assertEqual([line for _, _, line in runner.lines(1)], ["imported"])
        self.assertEqual(len(runner.logs), 1)


PRINTS = '''
import asyncio, concurrent.futures, logging, os, sys, threading
pool = concurrent.futures.ThreadPoolExecutor(2)

def handler(request, context):
    name = request.text()
    print("out", name)
    print("é err", name, file=sys.stderr)
    logging.info("info %s", name)
    logging.getLogger("lib").warning("warn %s\\nin two lines", name)
    context.log.debug("debug %s", name)
    thread = threading.Thread(target=lambda: print("thread", name))
    thread.start()
    thread.join()
    pool.submit(print, "pool", name).result()
    sys.stdout.buffer.write(b"bytes " + name.encode() + b"\\n")
    sys.stdout.write("no end " + name)
    return "printed"
'''


class Logs(Scenario):
    def test_what_a_call_prints_and_logs_is_filed_under_it(self):
        for concurrency in (1, 8):
            runner = self.started(PRINTS, concurrency=concurrency)
            self.assertEqual(runner.text(5, "x"), "printed")
            expected = [
                (p.STDOUT, "out x"),
                (p.STDERR, "é err x"),
                (p.INFO, "info x"),
                (p.WARN, "warn x"),
                (p.WARN, "in two lines"),
                (p.DEBUG, "debug x"),
                (p.STDOUT, "thread x"),
                (p.STDOUT, "pool x"),
                (p.STDOUT, "bytes x"),
                (p.STDOUT, "no end x"),
            ]
            self.assertEqual(runner.lines(10), [(5, source, line) for source, line in expected])

    def test_calls_at_once_are_kept_apart(self):
        codes = (
            "import time\ndef handler(request, context):\n    for i in range(50):\n        print(request.path, end=' ')\n"
            "        time.sleep(0.0001)\n        print(i)\n    return 'x'",
            "import asyncio\nasync def handler(request, context):\n    for i in range(50):\n        print(request.path, end=' ')\n"
            "        await asyncio.sleep(0)\n        print(i)\n    return 'x'",
        )
        for code in codes:
            runner = self.started(code)
            for stream in range(1, 9):
                runner.invoke(stream, path="/%d" % stream)
            for stream, _, line in runner_lines(runner, 400):
                self.assertRegex(line, r"^/%d \d+$" % stream)

    def test_what_a_thread_prints_after_its_call_is_the_instances(self):
        runner = self.started(
            "import threading\ngo = threading.Event()\n"
            "def handler(request, context):\n    if request.path == '/go': go.set(); return 'gone'\n"
            "    threading.Thread(target=lambda: (go.wait(), print('late'))).start()\n    return 'soon'"
        )
        runner.call(1)
        runner.call(2, path="/go")
        self.assertEqual(runner.lines(1), [(0, p.STDOUT, "late")])

    def test_a_traceback_is_one_record_without_frames_of_the_runner(self):
        runner = self.started(
            "import logging, threading, traceback\n"
            "def f(): raise ValueError('v')\n"
            "def handler(request, context):\n"
            "    try: f()\n"
            "    except ValueError: logging.exception('caught'); traceback.print_exc()\n"
            "    thread = threading.Thread(target=f); thread.start(); thread.join()\n    return 'x'"
        )
        runner.call(1)
        records = runner.lines(3)
        self.assertEqual([source for _, source, _ in records], [p.ERROR, p.STDERR, p.STDERR])
        for (_, _, record), head in zip(records, ("caught\nTraceback", "Traceback", "Exception in thread ")):
            self.assertTrue(record.startswith(head), record)
            self.assertTrue(record.endswith("ValueError: v"), record)
            self.assertNotIn("sluice_runner", record)

    def test_long_lines_are_cut_between_characters_and_floods_end_in_a_number(self):
        runner = self.started("def handler(request, context):\n    print('é' * 10000)\n    return 'x'")
        runner.call(1)
        lines = [line for _, _, line in runner.lines(3)]
        self.assertEqual([len(line) for line in lines], [4096, 4096, 1808])
        self.assertEqual(set("".join(lines)), {"é"})


def runner_lines(runner, count):
    while len(runner.logs) < count:
        runner.next()
    return [(log.stream, log.source, log.line) for log in runner.logs]


class Instances(Scenario):
    def test_hello_shows_the_token_the_runtime_and_the_process(self):
        runner = RunnerEnd(self)
        runtime = "python%d.%d" % sys.version_info[:2]
        self.assertEqual(runner.hello, p.Hello(2, 2, "token-1", runtime, runner.process.pid, ("pulse", "progress", "notice")))

    def test_the_function_sees_its_own_environment_and_nothing_of_the_runners(self):
        runner = self.started(
            "import os, subprocess\nKEY = os.environ['KEY']\n"
            "def handler(request, context):\n"
            "    child = subprocess.run(['/usr/bin/env'], stdout=subprocess.PIPE).stdout.decode()\n"
            "    return [KEY, dict(os.environ), dict(line.split('=', 1) for line in child.splitlines())]",
            env={"KEY": "grüß", "PATH": "/mine"},
        )
        work = runner.folder.work
        expected = {"KEY": "grüß", "PATH": "/mine", "HOME": work, "TMPDIR": work, "LANG": "C.UTF-8", "TZ": "UTC"}
        self.assertEqual(json.loads(runner.text(1)), ["grüß", expected, expected])

    def test_the_time_zone_of_the_environment_counts(self):
        runner = self.started("import time\ndef handler(request, context): return time.tzname[0]", env={"TZ": "XYZ-3"})
        self.assertEqual(runner.text(1), "XYZ")

    def test_a_function_runs_where_its_code_lies(self):
        where = "import os\ndef handler(request, context): return [os.getcwd(), sorted(os.listdir('.'))]"
        runner = self.started(where)
        self.assertEqual(json.loads(runner.text(1)), [runner.folder.code, ["function.py"]])
        runner = self.started({"main.py": where, "data/words.txt": "a b"}, handler="main:handler")
        folder, names = json.loads(runner.text(1))
        self.assertEqual(os.path.dirname(folder), runner.folder.work)
        self.assertEqual(names, ["data", "main.py"])

    def test_a_zip_brings_modules_packages_data_and_pth_files(self):
        runner = self.started(
            {
                "main.py": "from lib import words\nimport beside\ndef handler(request, context): return words.text() + beside.NAME",
                "lib/__init__.py": "",
                "lib/words.py": "def text(): return open('data/words.txt').read()",
                "data/words.txt": "read ",
                "more.pth": "elsewhere\n",
                "elsewhere/beside.py": "NAME = 'by a .pth'",
            },
            handler="main:handler",
        )
        self.assertEqual(runner.text(1), "read by a .pth")

    def test_a_folder_brings_modules_packages_and_data(self):
        runner = RunnerEnd(self)
        files = {
            "main.py": "from lib import words\ndef handler(request, context): return words.text()",
            "lib/words.py": "def text(): return open('data/words.txt').read()",
            "data/words.txt": "read",
        }
        write_folder(runner.folder.code, files)
        order = p.Specialise("sample", 3, "main:handler", runner.folder.code, ("data", "lib", "main.py"), {}, 30_000, 1, {})
        runner.send(order)
        self.assertIs(type(runner.next()), p.Specialised)
        self.assertEqual(runner.text(1), "read")

    def test_packages_that_a_build_put_beside_one_file_are_found_behind_the_standard_library(self):
        runner = RunnerEnd(self)
        files = {
            "function.py": "import odd, json, sluice\ndef handler(request, context): return odd.NAME + json.dumps(1)",
            "site-packages/odd.py": "NAME = 'odd'",
            "site-packages/json.py": "raise ValueError",
            "site-packages/sluice.py": "",
        }
        write_folder(runner.folder.code, files)
        order = p.Specialise("sample", 3, "handler", runner.folder.code, ("function.py", "site-packages"), {}, 30_000, 1, {})
        runner.send(order)
        self.assertIs(type(runner.next()), p.Specialised)
        self.assertEqual(runner.text(1), "odd1")

    def test_the_functions_folder_comes_first_and_packages_of_the_machine_are_not_seen(self):
        runner = self.started("import sys\ndef handler(request, context): return sys.path")
        path = json.loads(runner.text(1))
        self.assertEqual(path[0], runner.folder.code)
        self.assertEqual(path[-1], os.path.join(RUNTIME, "lib"))
        self.assertFalse([each for each in path if each.endswith("-packages")])

    def test_nothing_is_left_beside_the_code(self):
        runner = self.started("import json\ndef handler(request, context): return 'x'")
        runner.call(1)
        self.assertEqual(os.listdir(runner.folder.code), ["function.py"])
        self.assertEqual(os.listdir(runner.folder.work), [])
        self.assertEqual(runner.output(), "")

    def test_hooks_run_at_the_start_and_at_the_end(self):
        for prefix in ("", "async "):
            runner = self.started(
                "%sdef start(instance): print('start', instance.function, instance.version)\n"
                "%sdef stop(): print('stop')\n%sdef handler(request, context): return 'x'" % ((prefix,) * 3)
            )
            self.assertEqual(runner.text(1), "x")
            runner.send(p.Drain())
            self.assertEqual([line for _, _, line in runner.lines(2)], ["start sample 3", "stop"])
            self.assertEqual(runner.exit_code(), 0)

    def test_functions_with_other_parameters_are_no_hooks(self):
        runner = self.started("def start(a, b): raise ValueError()\ndef handler(request, context): return 'x'")
        self.assertEqual(runner.text(1), "x")

    def test_drain_waits_for_calls_and_a_stop_hook_that_hangs_is_ended(self):
        runner = self.started(
            "import time\ndef stop(): print('stopping'); time.sleep(60)\n"
            "def handler(request, context):\n    print('begun'); return request.text()",
            concurrency=1,
        )
        runner.invoke(1, end=False)
        runner.lines(1)
        runner.send(p.Drain(), p.Ping(1))
        self.assertEqual(runner.next(), p.Pong(1))
        runner.send(p.Data(1, b"in time", True))
        self.assertEqual(runner.answer(1)[2], b"in time")
        self.assertEqual(runner.exit_code(), 0)

    def test_what_is_registered_for_the_end_runs(self):
        runner = self.started("import atexit\natexit.register(lambda: open('../mark', 'w').close())\ndef handler(request, context): pass")
        runner.send(p.Drain())
        self.assertEqual(runner.exit_code(), 0)
        self.assertTrue(os.path.exists(os.path.join(runner.folder.path, "mark")))

    def test_a_generic_runner_is_drained_at_once(self):
        runner = RunnerEnd(self)
        runner.send(p.Drain())
        self.assertEqual(runner.exit_code(), 0)

    def test_the_end_of_the_connection_is_the_end_of_the_runner(self):
        runner = self.started(WAITS)
        runner.invoke(1, "sleep")
        runner.lines(1)
        runner.socket.shutdown(2)
        self.assertEqual(runner.exit_code(), 0)

    def test_notices_are_handled_in_order_and_acknowledged(self):
        for prefix in ("", "async "):
            runner = self.started(
                "%sdef notice(name, body):\n    print(name, body)\n    if name == 'bad': raise ValueError('not wanted')\n"
                "%sdef handler(request, context): return 'x'" % ((prefix,) * 2)
            )
            runner.send(p.Notice(1, "bad", b"a"), p.Notice(2, "draining", b""))
            self.assertEqual([runner.next(), runner.next()], [p.Noticed(1), p.Noticed(2)])
            lines = [line for _, _, line in runner.lines(3)]
            self.assertEqual(lines[0], "bad b'a'")
            self.assertTrue(lines[1].startswith("the handler of notice 'bad' raised ValueError: not wanted\n    at notice(function.py:3)"))
            self.assertEqual(lines[2], "draining b''")

    def test_a_second_order_is_refused(self):
        runner = self.started("def handler(request, context): pass")
        failed = runner.specialise("def handler(request, context): pass")
        self.assertEqual((failed.reason, failed.hint), ("runner_failed", "start another runner"))

    def test_a_runner_that_calls_wait_for_says_hello_and_works(self):
        runner = RunnerEnd(self, SLUICE_AWAITED="yes")
        runner.ready("async def handler(request, context): return 'x'")
        self.assertEqual(runner.text(1), "x")

    def test_options_of_the_function_reach_the_interpreter(self):
        runner = RunnerEnd(self, SLUICE_RUNTIME_OPTIONS="-Xdev\n-Wignore:with blank")
        runner.ready("import sys\ndef handler(request, context): return [sys.flags.dev_mode, sys.warnoptions]")
        self.assertIn("ignore:with blank", runner.text(1))

    def test_settings_that_are_wrong_are_told(self):
        folder = Folder(self)
        good = environment(folder.work, os.path.join(folder.path, "nobody"))
        for change, code, sentence in [
            ({}, 69, "sluice runner: no gateway can be reached at %s/nobody: " % folder.path),
            ({"SLUICE_RUNNER_TOKEN": ""}, 64, "sluice runner: the environment variable SLUICE_RUNNER_TOKEN is not set: it must hold the one-time"),
            ({"SLUICE_MEMORY_MIB": "16"}, 64, "sluice runner: SLUICE_MEMORY_MIB is 16, a Python runner needs at least 32"),
            ({"SLUICE_INTERPRETER": "/nowhere"}, 64, "sluice runner: there is no /nowhere: SLUICE_INTERPRETER must be an executable of Python 3.9"),
        ]:
            with self.subTest(sentence):
                ended = subprocess.run(
                    [os.path.join(RUNTIME, "start")], env=dict(good, **change), cwd=folder.code, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20
                )
                self.assertEqual(ended.returncode, code)
                self.assertIn(sentence, ended.stdout.decode())

    def test_a_prepared_runner_starts_from_its_cache_and_a_stale_one_is_ignored(self):
        folder = Folder(self)
        runtime = os.path.join(folder.path, "run time")
        shutil.copytree(RUNTIME, runtime)
        cache = os.path.join(folder.path, "a cache")
        os.mkdir(cache)
        variables = dict(environment(folder.work, ""), SLUICE_CACHE=cache)
        subprocess.run([os.path.join(runtime, "prepare")], env=variables, check=True, timeout=60)
        self.assertEqual(os.listdir(cache), ["lib"])

        def lib():
            shown = subprocess.run(
                ["/bin/sh", "-c", 'here=$1; . "$here/options"; echo "$lib"', "sh", runtime], env=variables, stdout=subprocess.PIPE, check=True
            )
            return shown.stdout.decode().strip()

        self.assertEqual(lib(), os.path.join(cache, "lib"))
        os.utime(os.path.join(runtime, "lib", "run.py"), (0, 0))
        self.assertEqual(lib(), os.path.join(runtime, "lib"))

    def test_interpreters_are_listed(self):
        told = subprocess.run(
            [os.path.join(RUNTIME, "interpreters")],
            env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "SLUICE_PYTHONS": sys.executable},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
        lines = [line.split("\t") for line in told.splitlines()]
        name = "python%d.%d" % sys.version_info[:2]
        self.assertIn([name, sys.executable, "%d.%d.%d" % sys.version_info[:3]], lines)
        self.assertEqual(len({line[0] for line in lines}), len(lines))


if __name__ == "__main__":
    unittest.main()
