"""The runner's side of one connection: frames in, frames out. The connection's thread never waits for the function."""

import asyncio
import logging
import threading
import time
from collections import deque

import sluice

from . import call, console, failures, function, protocol, threads

FEATURES = ("pulse", "progress", "notice")
"""What this runner can beyond what every runner must.

Not `ping`: a call into a library may hold the interpreter for as long as it likes, and nothing else of the process runs
then. So an instance is not judged by its silence but by the time limits of its calls. By `pulse` it says that they can go on.
"""

MOST_NOTICES = 16
NOTICES_SECONDS = 2
STOP_SECONDS = 5
LAST_WORDS_SECONDS = 1

_GENERIC, _SPECIALISING, _SERVING, _FAILED, _DRAINING = range(5)


class Session:
    """One connection's. Receive and batch_ends are called by its thread alone."""

    def __init__(self, outbox, main: threads.MainThread, host, log_console: console.Console, runtime: str):
        self.outbox = outbox
        self.order = None
        self.logger = None
        self.runtime = runtime
        self.memory_mib = host.memory_mib
        self._main = main
        self._host = host
        self._console = log_console
        self._log = console.FunctionLog(lambda source, line: self.line(0, source, line))
        self._lock = threading.Lock()
        self._stage = _GENERIC
        self._features = frozenset()
        self._function = None
        self._executor = None
        self._most_calls = 0
        self._calls = {}
        self._opened = []
        self._stopping = False
        self._notices = deque()
        self._handling = False
        self._handled = threading.Event()
        self._handled.set()

    def receive(self, frame) -> None:
        """Takes one frame of the gateway's. Raises ProtocolError if it may not come now: the connection must then be closed."""
        kind = type(frame)
        if kind is protocol.Invoke:
            self._open(frame)
        elif kind in _TO_CALLS:
            target = self._calls.get(frame.stream)
            if target is not None:
                _TO_CALLS[kind](self, target, frame)
        elif kind is protocol.Ping:
            self._pulse(frame)
        elif kind is protocol.Pong:
            pass
        elif kind is protocol.Specialise:
            self._specialise(frame)
        elif kind is protocol.Welcome:
            self._welcomed(frame)
        elif kind is protocol.Notice:
            self._notice(frame)
        elif kind is protocol.Drain:
            self._drain()
        else:
            raise protocol.ProtocolError("a gateway does not send %s" % kind.__name__)

    def batch_ends(self) -> None:
        """All that had arrived has been received. Calls begin now, so that they find their bodies at hand."""
        opened, self._opened = self._opened, []
        for each in opened:
            self._executor.start(each)

    def _pulse(self, ping: protocol.Ping) -> None:
        pong = protocol.Pong(ping.number)
        if self._executor is None:
            self.outbox.send(pong)
        else:
            self._executor.between_steps(lambda: self.outbox.send(pong))

    def _open(self, invoke: protocol.Invoke) -> None:
        if self._stage != _SERVING:
            raise protocol.ProtocolError("INVOKE came while no function was ready for it")
        if len(self._calls) >= self._most_calls:
            raise protocol.ProtocolError("INVOKE came on top of %d invocations" % len(self._calls))
        if invoke.stream in self._calls:
            raise protocol.ProtocolError("INVOKE cannot open stream %d" % invoke.stream)
        opened = call.Call(self, self._function, invoke)
        self._calls[invoke.stream] = opened
        self._opened.append(opened)

    def _cancel(self, target: call.Call, frame: protocol.Cancel) -> None:
        target.cancel(frame.cause, self._executor.interrupt)

    def _welcomed(self, welcome: protocol.Welcome) -> None:
        if welcome.protocol != protocol.VERSION:
            raise protocol.ProtocolError("the gateway speaks protocol %d, which nobody offered" % welcome.protocol)
        self._features = frozenset(welcome.features)

    def uses(self, feature: str) -> bool:
        return feature in self._features

    # Becoming an instance.

    def _specialise(self, order: protocol.Specialise) -> None:
        if self._stage != _GENERIC:
            self.outbox.send(
                protocol.SpecialiseFailed(
                    "runner_failed", failures.sentence("the runner was specialised before"), "start another runner"
                )
            )
            return
        self._stage = _SPECIALISING
        # Calls that were cut off may still go on; the gateway allows for that many and no more.
        self._most_calls = 2 * order.concurrency + 16
        self._main.post(lambda: self._specialise_now(order))

    def _specialise_now(self, order: protocol.Specialise) -> None:
        began = time.monotonic()
        self.order = order
        self.logger = logging.getLogger("sluice." + order.function)
        self.logger.setLevel(logging.DEBUG)
        self._console.own(self._log)
        try:
            self._host.adopt(order.environment)
            self._loop()
            ready = function.load(order)
            self._start_hook(ready)
            self._function = ready
            self._executor = self._where(ready, order.concurrency)
            self._becomes(_SERVING)
            micros = int((time.monotonic() - began) * 1_000_000)
            self.outbox.send(protocol.Specialised(failures.cut(ready.description), micros))
        except function.StartFailed as e:
            self._failed(e.frame)
        except MemoryError:
            self.out_of_memory()
        except Exception as e:
            hint = "this is a fault of the runner, not of the function: please report it"
            self._failed(protocol.SpecialiseFailed("runner_failed", failures.of(e), hint))
        self._finish_if_drained()

    def _loop(self) -> None:
        """One loop for the import, the hooks and asynchronous calls: what the import makes of asyncio belongs to it, in Python 3.9 for good."""
        if self._main.loop is None:
            self._main.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._main.loop)

    def _start_hook(self, ready: function.Function) -> None:
        if ready.start is None:
            return
        try:
            self._awaited(ready.start(self._instance()))
        except MemoryError:
            raise
        except BaseException as e:
            raise function.StartFailed("start_hook_failed", failures.of(e), "the function 'start' of the module raised this")

    def _instance(self) -> sluice.Instance:
        return sluice.Instance(self.order.function, self.order.version, self.logger)

    def _awaited(self, value) -> None:
        """On the main thread, while its loop does not run."""
        if asyncio.iscoroutine(value):
            self._main.loop.run_until_complete(value)

    def _where(self, ready: function.Function, concurrency: int):
        if ready.is_async:
            return threads.OnLoop(self._main)
        return threads.OnMainThread(self._main) if concurrency == 1 else threads.OnThreads(self._host.one_more_thread)

    def _failed(self, frame: protocol.SpecialiseFailed) -> None:
        self._becomes(_FAILED)
        self.outbox.send(frame._replace(hint=frame.hint[: protocol.MAX_TEXT_CHARS]))

    def _becomes(self, stage: int) -> None:
        with self._lock:
            if self._stage != _DRAINING:
                self._stage = stage

    # Notices.

    def _notice(self, notice: protocol.Notice) -> None:
        with self._lock:
            if len(self._notices) == MOST_NOTICES:
                raise protocol.ProtocolError("NOTICE came on top of %d that wait" % MOST_NOTICES)
            self._notices.append(notice)
            self._handled.clear()
            if self._handling:
                return
            self._handling = True
        threads.start_thread(self._handle_all, "sluice-notices")

    def _handle_all(self) -> None:
        while True:
            with self._lock:
                if not self._notices:
                    self._handling = False
                    self._handled.set()
                    return
                notice = self._notices.popleft()
            ready = self._function
            if ready is not None and ready.notice is not None:
                self._hook("the handler of notice '%s'" % notice.name, lambda: self._told(ready, notice))
            self.outbox.send(protocol.Noticed(notice.number))

    def _told(self, ready: function.Function, notice: protocol.Notice):
        value = ready.notice(notice.name, notice.body)
        if not asyncio.iscoroutine(value):
            return
        if ready.is_async:
            asyncio.run_coroutine_threadsafe(value, self._main.loop).result()
        else:
            threads.run_now(value)

    def _hook(self, what: str, code) -> None:
        console.enter(self._log)
        try:
            code()
        except MemoryError:
            self.out_of_memory()
        except BaseException as e:
            error = failures.of(e)
            lines = ["%s raised %s: %s" % (what, error.type, error.message)] + ["    at " + frame for frame in error.frames]
            self._log.log(protocol.ERROR, "\n".join(lines), together=True)

    # The end.

    def _drain(self) -> None:
        with self._lock:
            specialising = self._stage == _SPECIALISING
            self._stage = _DRAINING
        if not specialising:
            self._finish_if_drained()

    def finished(self, ended: call.Call) -> None:
        self._calls.pop(ended.stream, None)
        self._finish_if_drained()

    def _finish_if_drained(self) -> None:
        with self._lock:
            if self._stage != _DRAINING or self._calls or self._stopping:
                return
            self._stopping = True
        self._host.ends_within(STOP_SECONDS)
        if self._executor is not None:
            self._executor.end()
        self._main.post(self._stop)

    def _stop(self) -> None:
        """Notices that are being handled and the stop hook share its time."""
        self._handled.wait(NOTICES_SECONDS)
        ready = self._function
        if ready is not None and ready.stop is not None:
            self._hook("the function 'stop' of the module", lambda: self._awaited(ready.stop(self._instance())))
        self._log.flush()
        self.outbox.flush(LAST_WORDS_SECONDS)
        self._host.drained()

    def memory_is_out(self) -> None:
        """Makes room for what is still to be said."""
        self._host.memory_is_out()

    def out_of_memory(self) -> None:
        """What is to be said leaves first."""
        self.memory_is_out()
        self.outbox.flush(LAST_WORDS_SECONDS)
        self._host.out_of_memory()

    # Logs.

    def log_of_call(self, sink, guard) -> console.FunctionLog:
        return console.FunctionLog(sink, self._log, guard)

    def line(self, stream: int, source: int, line: str) -> None:
        self.outbox.log(protocol.Log(stream, source, time.time_ns() // 1000, line))


_TO_CALLS = {
    protocol.Data: lambda session, target, frame: target.data(frame.data, frame.end),
    protocol.Trailers: lambda session, target, frame: target.trailers(frame.headers),
    protocol.Window: lambda session, target, frame: target.grant(frame.granted),
    protocol.Cancel: lambda session, target, frame: session._cancel(target, frame),
}
