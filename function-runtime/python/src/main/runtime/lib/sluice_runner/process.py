"""This process: what it was started with, its memory, and how it ends."""

import faulthandler
import os
import resource
import sys
import threading
import time

from . import threads

# What a runner's process ends with; a function's own os._exit may give any code, these too.
DRAINED = 0
OUT_OF_MEMORY = 3
BAD_SETTINGS = 64
NO_GATEWAY = 69
RUNNER_FAILED = 70
PROTOCOL_BROKEN = 76

# The variables that are the runner's own, and what some shells leave behind when they run the start script.
_OWN = (
    "SLUICE_SOCKET SLUICE_GATEWAY SLUICE_GATEWAY_CERTIFICATE SLUICE_RUNNER_TOKEN SLUICE_MEMORY_MIB SLUICE_CACHE SLUICE_INTERPRETER"
    " SLUICE_RUNTIME_OPTIONS SLUICE_AWAITED SLUICE_JAVA_HOME MALLOC_ARENA_MAX PWD OLDPWD SHLVL _"
).split()

_MIB = 1024 * 1024


class Process:
    """The process of an instance. Memory is limited from its adoption on: by then the function has not run yet."""

    def __init__(self, memory_mib: int):
        self.memory_mib = memory_mib
        self._limited = False
        self._reserve = bytearray(256 * 1024)
        self._tell = threading.excepthook
        threading.excepthook = self._thread_failed
        faulthandler.enable(2)

    def adopt(self, environment) -> None:
        """From now on the environment is this one, beside what the system has set."""
        os.environ.update(environment)
        time.tzset()
        self._limited = True
        self._raise_limit(self.memory_mib * _MIB)

    def one_more_thread(self) -> None:
        """The stack of a thread for calls is not the function's to pay for."""
        soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
        if self._limited and soft != resource.RLIM_INFINITY:
            self._raise_limit(soft + threads.STACK_BYTES)

    @staticmethod
    def _raise_limit(count: int) -> None:
        """The kernel counts what is private and can be written. Only the soft limit is set, so that it can be lifted for last words."""
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or count <= hard:
            resource.setrlimit(resource.RLIMIT_DATA, (count, hard))

    def memory_is_out(self) -> None:
        self._reserve = None
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))

    def out_of_memory(self) -> None:
        """Ends as the gateway knows it."""
        try:
            self.memory_is_out()
            words = "Terminating due to MemoryError: the limit is %d MiB\n" % self.memory_mib
            os.write(1, words.encode("ascii"))
        finally:
            os._exit(OUT_OF_MEMORY)

    def _thread_failed(self, failed) -> None:
        if isinstance(failed.exc_value, MemoryError):
            self.out_of_memory()
        self._tell(failed)

    def ends_within(self, seconds: float) -> None:
        """Ends then at the latest, whatever the function does."""
        threads.start_thread(lambda: (time.sleep(seconds), os._exit(DRAINED)), "sluice-end")

    def drained(self) -> None:
        """Ends with 0 after what the function has registered for the end."""
        self.ends_within(5)
        sys.exit(DRAINED)


class Rehearsing:
    """The process for a session that is only a rehearsal: nothing changes."""

    def __init__(self, main: threads.MainThread, memory_mib: int):
        self.memory_mib = memory_mib
        self._main = main

    def adopt(self, environment) -> None:
        for name, value in environment.items():
            os.environ[name] = value
            del os.environ[name]

    def one_more_thread(self) -> None:
        pass

    def memory_is_out(self) -> None:
        pass

    def out_of_memory(self) -> None:
        os._exit(RUNNER_FAILED)

    def ends_within(self, seconds: float) -> None:
        pass

    def drained(self) -> None:
        self._main.end()


def forget_own() -> None:
    """Takes the runner's own variables out of the environment. They have been read: what follows is the function's."""
    for name in _OWN:
        os.environ.pop(name, None)


def end(code: int, why: str) -> None:
    """Says why on the process's own standard error, and ends."""
    os.write(2, ("sluice runner: %s\n" % why).encode("utf-8", "replace"))
    os._exit(code)
