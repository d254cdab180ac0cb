"""The runner: reads its settings, rehearses, says hello, and serves one gateway until that ends the connection."""

import gc
import os
import sys
import threading

from . import console, link, process, protocol, rehearse, session, threads, wire

RUNTIME = "python%d.%d" % sys.version_info[:2]

# What functions use as a rule, so that they find it loaded.
_USUAL = (
    "base64 collections contextlib csv dataclasses datetime decimal email.message enum functools hashlib hmac html http.client itertools json"
    " logging math os pathlib queue random re secrets shutil socket ssl statistics string struct subprocess tempfile textwrap threading time"
    " traceback types typing unicodedata urllib.error urllib.parse urllib.request uuid zipfile zlib"
).split()

_LEAST_MEMORY_MIB = 32


def main() -> None:
    settings = _settings()
    process.forget_own()
    threading.stack_size(threads.STACK_BYTES)
    log_console = console.Console()
    log_console.install()
    main_thread = threads.MainThread()
    main_thread.interruptible()
    if not settings["awaited"]:
        _warm_up(main_thread, log_console, settings["memory"])
    _serve(settings, main_thread, log_console)


def _warm_up(main_thread, log_console, memory_mib: int) -> None:
    for name in _USUAL:
        try:
            __import__(name)
        except ImportError:
            pass  # An interpreter may have been built without it.
    try:
        rehearse.rehearse(main_thread, log_console, memory_mib)
    except Exception as e:
        process.end(process.RUNNER_FAILED, "the rehearsal failed: %r" % (e,))
    gc.collect()
    gc.freeze()


def _serve(settings, main_thread, log_console) -> None:
    try:
        if settings["gateway"]:
            lines = wire.connect_tls(settings["gateway"], settings["certificate"])
        else:
            lines = wire.connect_local(settings["socket"])
    except wire.NoGateway as e:
        where = settings["gateway"] or settings["socket"]
        process.end(process.NO_GATEWAY, "no gateway can be reached at %s: %s" % (where, e))
    connection = link.Link(lines)
    host = process.Process(settings["memory"])
    served = session.Session(connection.outbox, main_thread, host, log_console, RUNTIME)
    connection.outbox.send(
        protocol.Hello(
            protocol.VERSION, protocol.VERSION, settings["token"], RUNTIME, os.getpid(), session.FEATURES
        )
    )
    threads.start_thread(lambda: _read(connection, served, host), "sluice-link")
    main_thread.run()


def _read(connection: link.Link, served: session.Session, host: process.Process) -> None:
    """The end of the connection is the end of the process."""
    try:
        connection.serve(served)
    except protocol.ProtocolError as e:
        process.end(process.PROTOCOL_BROKEN, "the gateway broke the protocol: %s" % e)
    except MemoryError:
        host.out_of_memory()
    except BaseException as e:
        process.end(process.RUNNER_FAILED, "the connection's thread failed: %r" % (e,))
    os._exit(process.DRAINED)


def _settings():
    gateway = os.environ.get("SLUICE_GATEWAY", "")
    memory = os.environ.get("SLUICE_MEMORY_MIB", "256")
    if not memory.isdigit() or int(memory) < _LEAST_MEMORY_MIB:
        process.end(
            process.BAD_SETTINGS, "SLUICE_MEMORY_MIB is %s, a Python runner needs at least %d" % (memory, _LEAST_MEMORY_MIB)
        )
    return {
        "gateway": gateway,
        "certificate": _required("SLUICE_GATEWAY_CERTIFICATE", "the file of the gateway's certificate") if gateway else "",
        "socket": "" if gateway else _required("SLUICE_SOCKET", "the path of the gateway's socket"),
        "token": _required("SLUICE_RUNNER_TOKEN", "the one-time token"),
        "awaited": "SLUICE_AWAITED" in os.environ,
        "memory": int(memory),
    }


def _required(name: str, meaning: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        process.end(
            process.BAD_SETTINGS,
            "the environment variable %s is not set: it must hold %s (runners are started by a gateway, see docs/protocol.md)"
            % (name, meaning),
        )
    return value
