"""Opens a function to a debugger where its environment says so: by debugpy, of its own packages or of the interpreter."""

import importlib
import json
import os
import re
import site
import sys
import threading

LISTEN = "DEBUGPY_LISTEN"
"""As debugpy's own --listen: HOST:PORT, or PORT, which may be 0. It is this machine alone, whatever host that names."""

SOURCES = "DEBUGPY_SOURCES"
"""Where the code lies for its author, a folder or a file, so that breakpoints there are found here."""

_ADDRESS = re.compile(r"(?:[^\s:]*:)?(\d{1,5})")


class Missing(Exception):
    """A sentence for the author."""


def open_if_asked(code: str) -> None:
    """
    To be called before the code is imported, by the thread that will. What the function starts is not opened.

    :param code: the folder of the code here, or its one file
    :raises Missing: if there is no debugpy, or none that can listen
    """
    asked, sources = (os.environ.pop(name, None) for name in (LISTEN, SOURCES))
    if asked is None:
        return
    address = _ADDRESS.fullmatch(asked)
    if address is None or int(address.group(1)) > 65_535:
        raise Missing("%s is '%s': it takes HOST:PORT, as in 127.0.0.1:0" % (LISTEN, asked))
    if sources:
        os.environ["PATHS_FROM_ECLIPSE_TO_PYTHON"] = json.dumps([[sources, code]])
    # It would warn of modules that are part of the interpreter, where nobody sets breakpoints.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    try:
        debugpy = _debugpy()
        for thread in threading.enumerate():
            # Those of the runner go on while the function stands.
            thread.pydev_do_not_trace = thread is not threading.current_thread()
        debugpy.configure(subProcess=False)
        _, port = debugpy.listen(("127.0.0.1", int(address.group(1))))
    except (OSError, RuntimeError) as e:
        raise Missing("debugpy cannot listen at %s: %s" % (asked, e)) from e
    finally:
        for name in ("PATHS_FROM_ECLIPSE_TO_PYTHON", "PYDEVD_DISABLE_FILE_VALIDATION"):
            os.environ.pop(name, None)
    print("Debugger listening at 127.0.0.1:%d" % port)


def _debugpy():
    """Of the interpreter's packages this one alone is seen."""
    beside = site.getsitepackages()
    sys.path.extend(beside)
    try:
        return importlib.import_module("debugpy")
    except ImportError as e:
        if e.name != "debugpy" or not isinstance(e, ModuleNotFoundError):
            raise Missing("debugpy cannot be imported: %s" % e) from e
        raise Missing(
            "there is no debugpy for this Python: install it where the platform runs, as with '%s -m pip install debugpy', or name it in"
            " the function's requirements.txt" % sys.executable
        ) from None
    finally:
        for folder in beside:
            sys.path.remove(folder)
