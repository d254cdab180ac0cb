"""Loads a function: its module is imported once, by one thread, before calls come."""

import contextlib
import importlib
import inspect
import os
import site
import sys
from typing import Callable, NamedTuple, Optional

from . import archive, contracts, debugger, failures, protocol


# What a build put into the function's folder.
_PACKAGES = "site-packages"


class StartFailed(Exception):
    """The function did not become ready; the frame says why."""

    def __init__(self, reason: str, error: protocol.FunctionError, hint: str):
        super().__init__(error.message)
        self.frame = protocol.SpecialiseFailed(reason, error, hint)


class Function(NamedTuple):
    """A function that can be called.

    Hooks take what they declare, up to the values that they are given, and are None where there are none.
    """

    code: Callable
    contract: str
    is_async: bool
    description: str
    start: Optional[Callable]
    stop: Optional[Callable]
    notice: Optional[Callable]


def load(order: protocol.Specialise) -> Function:
    """Imports the function's module, in the folder of its code. Raises StartFailed."""
    folder, single = _place(order)
    _stand_in(folder)
    try:
        debugger.open_if_asked(os.path.join(folder, single + ".py") if single else folder)
    except debugger.Missing as e:
        raise _failed("debugger_missing", str(e), "or leave %s out of the function's environment" % debugger.LISTEN) from None
    try:
        module_name, name = contracts.split(order.handler, single)
    except contracts.Refused as e:
        raise _failed("handler_not_found", str(e), "name one that is there") from None
    module = _import(module_name, folder)
    code = getattr(module, name, None)
    if code is None:
        names = [each for each, value in vars(module).items() if inspect.isroutine(value) and not each.startswith("_")]
        raise _failed(
            "handler_not_found", "there is no function %s in %s" % (name, module_name), "there are: " + ", ".join(sorted(names)[:20])
        )
    contract = _contract(code, name, module_name, order.settings.get("contract"))
    is_async = _is_async(code)
    return Function(
        code,
        contract,
        is_async,
        "%s:%s, %s, %s" % (module_name, name, _described(contract, is_async), _at_once(order.concurrency)),
        _hook(module, "start", 1),
        _hook(module, "stop", 1),
        _hook(module, "notice", 2),
    )


def _described(contract: str, is_async: bool) -> str:
    form = {
        contracts.REQUEST: "handler(request, context)",
        contracts.EVENT: "handler(event, context) as for kubeless",
        contracts.BOOK: "handler(context) as in the book",
    }[contract]
    return ("async def " if is_async else "def ") + form


def _at_once(concurrency: int) -> str:
    return "one call at a time" if concurrency == 1 else "up to %d calls at a time" % concurrency


def _failed(reason: str, message: str, hint: str) -> StartFailed:
    return StartFailed(reason, failures.sentence(message), hint)


def _place(order: protocol.Specialise):
    """The folder that modules are imported from, and the module of a single file. A zip that was kept as such is unpacked into the work folder."""
    if not order.files:
        raise _failed("bad_artifact", "the artifact has no files", "deploy it again")
    own = [name for name in order.files if name != _PACKAGES]
    first = os.path.join(order.folder, (own or order.files)[0])
    if len(own) != 1 or os.path.isdir(first):
        return order.folder, None
    try:
        if archive.is_zip(first):
            return archive.unpack(first), None
    except (archive.BadArchive, OSError) as e:
        raise _failed("bad_artifact", str(e), "make the zip again") from None
    stem, _ = os.path.splitext(os.path.basename(first))
    return os.path.dirname(first), stem


def _stand_in(folder: str) -> None:
    """The function's folder is its working directory and where its modules come from, packages with .pth files too."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    site.addsitedir(folder)
    packages = os.path.join(folder, _PACKAGES)
    if os.path.isdir(packages):
        # Behind the standard library, where Python has them, and in front of the runner.
        sys.path.insert(len(sys.path) - 1, packages)
        site.addsitedir(packages)


def _import(name: str, folder: str):
    loaded = sys.modules.get(name)
    if loaded is not None and not str(getattr(loaded, "__file__", "") or "").startswith(folder + os.sep):
        raise _failed("bad_artifact", "the module %s has the name of one of Python's own" % name, "rename the file")
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    except SyntaxError as e:
        raise StartFailed("syntax_error", failures.of(e), "correct that line") from e
    except ModuleNotFoundError as e:
        if e.name == name:
            raise _failed("handler_not_found", "there is no module %s" % name, "is its file at the top of the folder?") from None
        hint = (
            "name its package in the requirements.txt of the folder, or send it with your own modules: pip install --target FOLDER %s" % (e.name or "").split(".")[0]
        )
        raise StartFailed("module_not_found", failures.of(e), hint) from e
    except SystemExit as e:
        raise StartFailed(
            "initialiser_failed",
            failures.of(e)._replace(message="the module called sys.exit(%r) while it was imported" % (e.code,)),
            "is there a program in it? Put that below: if __name__ == '__main__'",
        ) from e
    except MemoryError:
        raise
    except BaseException as e:
        raise StartFailed("initialiser_failed", failures.of(e), "the module raised this while it was imported") from e


def _contract(code, name: str, module: str, word: Optional[str]) -> str:
    signature = _signature(code)
    if signature is None:
        raise _failed("wrong_signature", "%s:%s is %s, not a function" % (module, name, failures.type_name(type(code))), contracts.FORMS)
    contract = contracts.chosen(signature, word)
    if contract is None:
        raise _failed(
            "wrong_signature", "%s:%s takes %s, by which it cannot be called" % (module, name, signature), contracts.FORMS
        )
    return contract


def _signature(code) -> Optional[contracts.Signature]:
    """Its parameters; None for what cannot be called. A class would be made, not called."""
    if not callable(code) or isinstance(code, type):
        return None
    try:
        parameters = inspect.signature(code).parameters.values()
    except (TypeError, ValueError):
        return None
    by_position = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return contracts.Signature(
        [p.name for p in by_position],
        sum(1 for p in by_position if p.default is not p.empty),
        any(p.kind == p.VAR_POSITIONAL for p in parameters),
        [p.name for p in parameters if p.kind == p.KEYWORD_ONLY and p.default is p.empty],
    )


def _is_async(code) -> bool:
    code = inspect.unwrap(code)
    if inspect.iscoroutinefunction(code) or inspect.isasyncgenfunction(code):
        return True
    return inspect.iscoroutinefunction(getattr(code, "__call__", None))


def _hook(module, name: str, most: int) -> Optional[Callable]:
    """A function of this name, unless it wants more values than a hook is given."""
    code = vars(module).get(name)
    signature = _signature(code) if code is not None else None
    if signature is None:
        return None
    for count in range(most, -1, -1):
        if signature.takes(count):
            return lambda *values: code(*values[:count])
    return None


@contextlib.contextmanager
def undone():
    """What has been loaded and where code stands is as before, for a rehearsal."""
    path, modules, folder = list(sys.path), set(sys.modules), os.getcwd()
    try:
        yield
    finally:
        sys.path[:] = path
        os.chdir(folder)
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if os.path.basename(os.path.dirname(file)) == "rehearsal":
                del sys.modules[name]
