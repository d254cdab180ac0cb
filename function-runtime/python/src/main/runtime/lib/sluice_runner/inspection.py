"""Looks into an upload without running it: which handler it has, by which contract, and for which machines it is."""

import ast
import os
import re
import sys
import warnings
from typing import List, NamedTuple, Optional

from . import contracts
from .contracts import Refused

# What the single file of an upload is called in its artifact: runtime.properties.
FILE_MODULE = "function"

_DEFAULT_NAME = "handler"
# At the top of a folder, and none of a function's modules: what makes a package or a program of it, tests, and what tools run.
_BESIDE = re.compile(r"__init__\.py|__main__\.py|test_.*\.py|.*_test\.py|conftest\.py|setup\.py")
_HOOKS = frozenset(("start", "stop", "notice"))
_MOST_SOURCE_BYTES = 16 * 1024 * 1024
_BINARY = re.compile(r"\.(?:cpython-(\d)(\d+)[a-z]*-(\w+?)-linux-(gnu|musl)\w*|abi3)\.so\Z")
_PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64"}


class Found(NamedTuple):
    handler: str
    # None where only running the code tells.
    contract: Optional[str]
    # How many calls one instance serves at once unless the spec says; None for as many as is usual.
    concurrency: Optional[int]
    targets: List[str]
    # Why it is this one, if it was not named.
    reason: Optional[str] = None


class _Function(NamedTuple):
    module: str
    name: str
    line: int
    # None where only running the code tells.
    signature: Optional[contracts.Signature]
    is_async: bool = False


class _Upload:
    """The sources of an upload."""

    def __init__(self, file: str):
        self.single = not os.path.isdir(file)
        self._folder = file
        self._file = file if self.single else None
        self.names = [FILE_MODULE + ".py"] if self.single else _files(file)
        self._there = frozenset(self.names)

    def has(self, name: str) -> bool:
        return name in self._there

    def top(self) -> List[str]:
        """The modules at the top that are files. What makes the folder a package or a program is none of a function."""
        return [name[:-3] for name in self.names if "/" not in name and name.endswith(".py") and not _BESIDE.fullmatch(name)]

    def path_of(self, module: str) -> Optional[str]:
        path = module.replace(".", "/")
        return next((name for name in (path + ".py", path + "/__init__.py") if self.has(name)), None)

    def functions(self, module: str) -> List[_Function]:
        """What the module binds at its top. Raises Refused for what is not Python."""
        path = self.path_of(module)
        try:
            source = _bytes(self._file or os.path.join(self._folder, path))
        except OSError as e:
            raise Refused("%s cannot be read: %s" % (self.shown(path), e.strerror)) from None
        if len(source) > _MOST_SOURCE_BYTES:
            raise Refused("in %s: this is more than 16 MiB of source, which is not read" % self.shown(path))
        return _functions(module, _parse(source, self.shown(path)))

    def shown(self, path: str) -> str:
        """What its author calls a file."""
        return os.environ.get("SLUICE_FILE_NAME") or path if self.single else path


def _files(folder: str) -> List[str]:
    """The names of all files below a folder, with slashes."""
    found = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        inside = os.path.relpath(place, folder)
        found += [name if inside == "." else "/".join((inside, name)) for name in sorted(files)]
    return found


def _bytes(file: str) -> bytes:
    with open(file, "rb") as opened:
        return opened.read(_MOST_SOURCE_BYTES + 1)


def _parse(source: bytes, path: str) -> ast.Module:
    version = "Python %d.%d" % sys.version_info[:2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, path)
    except SyntaxError as e:
        text = (e.text or "").strip()
        raise Refused(
            "in %s, line %s: this is not %s: %s%s" % (path, e.lineno or 1, version, e.msg, ": " + text[:200] if text else "")
        ) from None
    except (ValueError, RecursionError, MemoryError) as e:
        raise Refused("in %s: this is not %s: %s" % (path, version, e or "it is nested too deeply")) from None


def _functions(module: str, tree: ast.Module) -> List[_Function]:
    found = {}
    for statement in _at_top(tree.body):
        line = statement.lineno
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[statement.name] = _Function(
                module, statement.name, line, signature_of(statement.args), isinstance(statement, ast.AsyncFunctionDef)
            )
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                name = alias.asname or alias.name.split(".")[0]
                found[name] = _Function(module, name, line, None)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                for node in ast.walk(target):
                    if isinstance(node, ast.Name):
                        found[node.id] = _Function(module, node.id, line, None)
        elif isinstance(statement, ast.ClassDef):
            found.pop(statement.name, None)
    return list(found.values())


def _at_top(statements):
    """Statements of a module, those below if and try too."""
    for statement in statements:
        yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.With)):
            yield from _at_top(statement.body)
            yield from _at_top(getattr(statement, "orelse", []))
            yield from _at_top(getattr(statement, "finalbody", []))
            for handler in getattr(statement, "handlers", []):
                yield from _at_top(handler.body)


def signature_of(arguments: ast.arguments) -> contracts.Signature:
    names = [argument.arg for argument in arguments.posonlyargs + arguments.args]
    required = [
        argument.arg for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is None
    ]
    return contracts.Signature(names, len(arguments.defaults), arguments.vararg is not None, required)


def find(file: str) -> Found:
    """The handler of an upload. Raises Refused if there is none, or more."""
    upload = _open(file)
    modules = upload.top()
    if not modules:
        raise Refused(_nothing_at_top(upload))
    functions = [function for module in modules for function in upload.functions(module)]
    named = [function for function in functions if function.name == _DEFAULT_NAME]
    fitting = [
        function
        for function in functions
        if function.signature is not None
        and contracts.of(function.signature)
        and not function.name.startswith("_")
        and function.name not in _HOOKS
    ]
    candidates = named or fitting
    if len(candidates) > 1:
        names = ", ".join("%s:%s" % (each.module, each.name) for each in candidates[:10])
        raise Refused("there are several handlers, %s: name one, as in 'handler: %s:%s'" % (names, *candidates[0][:2]))
    if not candidates:
        raise Refused(_no_handler(upload, functions))
    return _checked(upload, candidates[0])._replace(reason=_reason(upload, bool(named)))


def _reason(upload: _Upload, is_named: bool) -> Optional[str]:
    if upload.single:
        return None
    return (
        "it is the only function '%s' of a module at the top" % _DEFAULT_NAME
        if is_named
        else "it is the only function at the top that takes what a handler takes"
    )


def check(file: str, handler: str) -> Found:
    """That a handler is there which was named. Raises Refused."""
    upload = _open(file)
    module, name = contracts.split(handler, FILE_MODULE if upload.single else None)
    if upload.single and module != FILE_MODULE:
        raise Refused("the upload is one file, so its handler is %s:%s" % (FILE_MODULE, name))
    if upload.path_of(module) is None:
        raise Refused("there is no module %s in the folder: at its top are %s" % (module, ", ".join(sorted(upload.top())[:20]) or "none"))
    function = next((each for each in upload.functions(module) if each.name == name), None)
    if function is None:
        others = ", ".join(each.name for each in upload.functions(module) if each.signature is not None)
        raise Refused("there is no function %s in %s: there are %s" % (name, upload.shown(upload.path_of(module)), others or "none"))
    return _checked(upload, function)._replace(handler=handler)


def _open(file: str) -> _Upload:
    upload = _Upload(file)
    for top in dict.fromkeys(name.split("/")[0] for name in upload.names):
        module = top[:-3] if top.endswith(".py") else top if upload.has(top + "/__init__.py") else ""
        if module in _STANDARD:
            raise Refused(
                "%s has the name of a module of Python's standard library, which would be loaded in its place: rename it" % top
            )
    return upload


# The modules of the standard library. Before Python 3.10 some only are known.
_LONG_STANDARD = (
    "asyncio base64 collections contextlib copy csv datetime decimal email enum functools hashlib html http inspect io json logging"
    " os pathlib queue random re select shutil signal socket sqlite3 ssl statistics string struct subprocess tempfile threading types"
    " typing unittest urllib uuid zipfile"
).split()
_STANDARD = frozenset(getattr(sys, "stdlib_module_names", (*sys.builtin_module_names, *_LONG_STANDARD)))


def _nothing_at_top(upload: _Upload) -> str:
    below = [name for name in upload.names if name.endswith(".py") and not _BESIDE.fullmatch(name.rpartition("/")[2])]
    shown = below[0][:-3].replace("/", ".") if below else "src.main"
    return "there is no .py file with a handler at the top of the folder: put it there, or name it, as in 'handler: %s:%s'" % (
        shown,
        _DEFAULT_NAME,
    )


def _no_handler(upload: _Upload, functions: List[_Function]) -> str:
    shown = [each for each in functions if each.signature is not None and not each.name.startswith("_")]
    if len(shown) == 1:
        return _refusal(upload, shown[0], shown[0].signature)
    return "there is no function '%s': %s" % (_DEFAULT_NAME, contracts.FORMS)


def _refusal(upload: _Upload, function: _Function, signature: contracts.Signature) -> str:
    return contracts.refusal(function.name, "%s, line %d" % (upload.shown(upload.path_of(function.module)), function.line), signature)


def _checked(upload: _Upload, function: _Function) -> Found:
    contract = None
    if function.signature is not None:
        contract = contracts.of(function.signature)
        if contract is None:
            raise Refused(_refusal(upload, function, function.signature))
    return Found(
        "%s:%s" % (function.module, function.name), contract, None if function.is_async else 1, _targets(upload.names)
    )


def _targets(names: List[str]) -> List[str]:
    """Sorts of machines, by the names of the compiled modules."""
    targets = set()
    for name in names:
        binary = _BINARY.search(name)
        if binary and binary.group(1):
            major, minor, processor, libc = binary.groups()
            libc = "glibc" if libc == "gnu" else "musl"
            targets.add("linux/%s/%s/python%s.%s" % (_PROCESSORS.get(processor, "any"), libc, major, minor))
        elif binary or name.endswith(".so") or ".so." in name:
            targets.add("linux/any/any/any")
    return sorted(targets) or ["any"]


def main(arguments: List[str]) -> int:
    """The program inspect: docs/protocol.md."""
    try:
        found = find(arguments[0]) if len(arguments) == 1 else check(arguments[0], arguments[1])
    except Refused as e:
        print(e)
        return 1
    print(found.handler)
    if found.reason:
        print("because: " + found.reason)
    if found.contract:
        print("contract: " + found.contract)
    if found.concurrency:
        print("concurrency: %d" % found.concurrency)
    for target in found.targets:
        print("target: " + target)
    return 0
