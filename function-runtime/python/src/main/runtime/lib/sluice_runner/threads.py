"""The threads of a function: its main thread, where it is imported and where its hooks run, and where its calls run.

| handler | concurrency | its calls run |
|---|---|---|
| `def` | 1 | on the main thread, so that what the import has made there works: signals, SQLite connections, event loops |
| `def` | more | each on a thread of its own, which are used again |
| `async def` | any | on one event loop, on the main thread |
"""

import asyncio
import contextvars
import ctypes
import queue
import signal
import sys
import threading
import time

import sluice

# Python code is interrupted on the main thread by the handler of a signal, which ends waits of the system too.
INTERRUPTION = signal.SIGUSR1

SECONDS_TO_NEXT_SIGNAL = 0.02

STACK_BYTES = 2 * 1024 * 1024


class MainThread:
    """Does pieces of work in turn. Only run is called on the main thread itself."""

    def __init__(self):
        self._work = queue.SimpleQueue()
        self._ended = False
        self.identifier = threading.get_ident()
        # The call that runs here.
        self.call = None
        self.loop = None

    def post(self, work) -> None:
        self._work.put(work)

    def end(self) -> None:
        """No more work comes; for work to call."""
        self._ended = True

    def run(self) -> None:
        while not self._ended:
            work = self._work.get()
            work()
            del work
        self._ended = False

    def interruptible(self) -> None:
        signal.signal(INTERRUPTION, self._interrupted)

    def _interrupted(self, number, frame) -> None:
        call = self.call
        if call is not None:
            call.shield.interrupt(_raise)


def _raise() -> None:
    raise sluice.Cancelled("the call was cancelled")


class OnMainThread:
    """One call at a time."""

    def __init__(self, main: MainThread):
        self._main = main
        self._context = contextvars.copy_context()

    def start(self, call) -> None:
        self._main.post(lambda: self._run(call))

    def _run(self, call) -> None:
        self._main.call = call
        try:
            self._context.copy().run(call.run)
        finally:
            self._main.call = None
            call.finish()

    def interrupt(self, call) -> None:
        start_thread(lambda: self._interrupt(call), "sluice-interruption")

    def _interrupt(self, call) -> None:
        """Python sees a signal between two of its steps, or when a wait of the system ends early. One that comes after the step and before
        the wait does neither, so it is sent until it has been seen or the call has ended."""
        while self._main.call is call and not call.shield.told:
            signal.pthread_kill(self._main.identifier, INTERRUPTION)
            time.sleep(SECONDS_TO_NEXT_SIGNAL)

    def between_steps(self, code) -> None:
        code()

    def end(self) -> None:
        pass


class OnThreads:
    """Many calls at once. A thread that was interrupted is not used again."""

    def __init__(self, one_more):
        """One more is called whenever there are to be more threads than there ever were: the stacks of those that end are used again."""
        self._context = contextvars.copy_context()
        self._one_more = one_more
        self._calls = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0
        self._alive = 0
        self._most = 0
        self._ended = False

    def start(self, call) -> None:
        with self._lock:
            if self._idle:
                self._idle -= 1
                self._calls.put(call)
                return
            self._alive += 1
            if self._alive > self._most:
                self._most = self._alive
                self._one_more()
        start_thread(lambda: self._run(call), "sluice-call")

    def _run(self, call) -> None:
        try:
            self._run_all(call)
        finally:
            with self._lock:
                self._alive -= 1

    def _run_all(self, call) -> None:
        while True:
            try:
                self._context.copy().run(call.run)
            except sluice.Cancelled:
                pass  # It came when the call's code had just ended.
            call.finish()
            if call.is_cancelled():
                return
            with self._lock:
                if self._ended:
                    return
                self._idle += 1
            call = self._calls.get()
            if call is None:
                return

    def interrupt(self, call) -> None:
        thread = call.thread
        if thread is not None:
            call.shield.interrupt(lambda: _set_exception(thread))

    def between_steps(self, code) -> None:
        """Runs it while calls can go on, which they can whenever another thread can."""
        code()

    def end(self) -> None:
        with self._lock:
            self._ended = True
            for _ in range(self._idle):
                self._calls.put(None)


def _set_exception(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(sluice.Cancelled))


class OnLoop:
    """Many calls at once on the event loop of the main thread."""

    def __init__(self, main: MainThread):
        self._loop = main.loop
        self._main = main
        self._tasks = set()
        self._ended = False
        main.post(self._run)

    def start(self, call) -> None:
        self._loop.call_soon_threadsafe(self._begin, call)

    def _begin(self, call) -> None:
        task = self._loop.create_task(call.run_later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run(self) -> None:
        while not self._ended:
            try:
                self._loop.run_forever()
            except (SystemExit, KeyboardInterrupt) as e:
                # A task of the function's own; whoever awaits it gets it too.
                print("a task ended by %r" % (e,), file=sys.stderr)

    def interrupt(self, call) -> None:
        self._loop.call_soon_threadsafe(lambda: call.task and call.task.cancel())

    def between_steps(self, code) -> None:
        self._loop.call_soon_threadsafe(code)

    def end(self) -> None:
        self._ended = True
        self._loop.call_soon_threadsafe(self._loop.stop)


def start_thread(code, name: str) -> None:
    """A thread that the end of the process does not wait for. Raises MemoryError if there is no room for its stack."""
    try:
        threading.Thread(target=code, name=name, daemon=True).start()
    except RuntimeError as e:
        raise MemoryError(str(e)) from e


def run_now(coroutine):
    """Its value, by a loop of its own, on a thread on which none runs. What the thread calls its event loop stays that."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True) if left else loop.shutdown_asyncgens())
        loop.close()
