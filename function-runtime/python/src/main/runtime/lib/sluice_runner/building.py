"""Gets the packages that a folder depends on, by the pip of the function's own Python: docs/protocol.md has its two verbs."""

import compileall
import csv
import io
import os
import platform
import py_compile
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from importlib import metadata
from typing import List, Optional

from . import locks
from . import pip as pip_says
from . import wanted
from .wanted import Unwanted, Wanted

# The folder of a function that holds packages; what is sent under this name is used as it is.
PACKAGES = "site-packages"

_MOST_KEPT = 64 * 1024
_ALL = "all"
_NO_PIP = (
    "there are dependencies, and %s has no pip: install it, as with 'apt-get install python3-pip' or '%s -m ensurepip', or send"
    " the packages: pip install --target %s …"
)


def main(arguments: List[str]) -> int:
    try:
        if arguments[0] == "plan":
            _plan(arguments[1])
        else:
            _run(arguments[1], arguments[2])
    except Unwanted as e:
        print(e)
        return 1
    except ModuleNotFoundError as e:
        if e.name.split(".")[0] != "pip":
            raise
        print(_NO_PIP % (sys.executable, sys.executable, PACKAGES))
        return 1
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _warn(sentence: str) -> None:
    _say("warning: " + sentence)


def _asked(folder: str, warn) -> Optional[Wanted]:
    return locks.of(folder) or wanted.of(folder, warn)


def _plan(folder: str) -> None:
    if os.path.isdir(os.path.join(folder, PACKAGES)):
        _say("says: %s was sent, and is used as it is" % PACKAGES)
        return
    asked = _asked(folder, _warn)
    if asked is None:
        return
    if asked.python:
        _check_python(asked)
    if not asked.lines:
        return
    remote = asked.remote()
    if remote and _ALL not in _leave():
        raise Unwanted(
            "'%s' in %s is built of sources from elsewhere, which runs their programs: name a wheel, or give leave in the spec, as in"
            " build: {installScripts: [all]}" % (remote, asked.file)
        )
    _say("says: pip install, by %s" % asked.file)
    _say("input: %s" % ("*" if asked.of_files() or remote else asked.file))
    _say("with: pip %s" % metadata.version("pip"))
    _say("with: python %s, %s, %s/%s" % (platform.python_version(), sysconfig.get_config_var("SOABI"), sysconfig.get_platform(), _libc()))


def _libc() -> str:
    return "-".join(platform.libc_ver()) or "musl"


def _leave() -> List[str]:
    """The packages that may be built of their sources."""
    return os.environ.get("SLUICE_BUILD_INSTALL_SCRIPTS", "").split()


def _check_python(asked: Wanted) -> None:
    from pip._vendor.packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        fits = SpecifierSet(asked.python).contains(platform.python_version(), prereleases=True)
    except InvalidSpecifier:
        raise Unwanted("requires-python in %s cannot be read: '%s': write it as in '>=3.11'" % (asked.file, asked.python)) from None
    if not fits:
        raise Unwanted(
            "%s asks for Python %s, and this is %s: name another runtime, as in runtime: python3.12"
            % (asked.file, asked.python, platform.python_version())
        )


def _run(folder: str, result: str) -> None:
    asked = _asked(folder, lambda _: None)
    # In the folder, whose size is watched; pip installs once, because a second time would take away what the first one made.
    target = os.path.join(folder, PACKAGES)
    os.mkdir(target)
    if asked.given:
        code, said = _install(folder, asked.file, target, [])
    else:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in asked.lines))
            file.flush()
            code, said = _install(folder, file.name, target, ["--no-deps", "--require-hashes"] if asked.locked else [])
    if code != 0:
        raise Unwanted(pip_says.sentence_of(said, code, asked.file))
    _check(asked, target)
    # By the content of the source, which nobody changes here, so that times do not matter.
    compileall.compile_dir(target, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    with tarfile.open(result, "w:gz") as archive:
        archive.add(target, PACKAGES)


def _install(folder: str, file: str, target: str, more: List[str]):
    """Runs pip in the folder, by which paths in the file go; what it prints goes on. Its status, and the end of what it printed."""
    leave = _leave()
    sources = [] if _ALL in leave else ["--only-binary", ":all:"] + [word for name in leave for word in ("--no-binary", name)]
    command = [sys.executable, "-I", "-m", "pip", "install", "--target", target, "-r", file, *sources, *more]
    command += ["--no-compile", "--no-input", "--disable-pip-version-check", "--no-color", "--progress-bar", "off"]
    command += ["--retries", "2", "--timeout", "15", "--no-warn-conflicts", "--no-warn-script-location"]
    command += ["--cache-dir", os.path.join(os.environ.get("SLUICE_BUILD_CACHE") or os.environ["HOME"], "pip")]
    pip = subprocess.Popen(
        command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = ""
    with io.TextIOWrapper(pip.stdout, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            print(line, end="", flush=True)
            said = (said + line)[-_MOST_KEPT:]
    return pip.wait(), said


def _environment() -> dict:
    """The settings of pip are those of the gateway's user, but not where it installs to."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")}
    environment.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_ROOT_USER_ACTION="ignore")
    home = os.environ.get("SLUICE_USER_HOME", "/")
    for settings in (".config/pip/pip.conf", ".pip/pip.conf"):
        if os.path.isfile(os.path.join(home, settings)):
            environment.setdefault("PIP_CONFIG_FILE", os.path.join(home, settings))
    return environment


def _check(asked: Wanted, target: str) -> None:
    """That pip ends with 0 is not enough: what was asked for has to be there, each once, with all of its files."""
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

    there = {}
    for installed in metadata.distributions(path=[target]):
        name = wanted.plain(installed.metadata["Name"])
        if name in there:
            raise Unwanted("pip ended well, but %s is there in two versions: look at the log of the build" % name)
        there[name] = installed
    needed = [(asked.file, re.sub(r"\s+--\S.*", "", line), True) for line in asked.lines]
    # A lock may hold another version than a package asks for, where its author overrode that; but not none.
    needed += [(name, line, not asked.locked) for name, installed in sorted(there.items()) for line in installed.requires or []]
    for place, line, exact in needed:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            # An option or a path, which pip understands and nobody else needs to.
            continue
        if not wanted.holds(requirement.marker):
            continue
        found = there.get(wanted.plain(requirement.name))
        if found is None and asked.locked:
            raise Unwanted(
                "%s has no %s, which %s asks for here: it was made for another Python or machine; make it for this one"
                % (asked.file, requirement, place)
            )
        if found is None or exact and not requirement.specifier.contains(found.version, prereleases=True):
            raise Unwanted(
                "pip ended well, but %s, which %s asks for, is not there%s: look at the log of the build"
                % (requirement, place, ": %s is" % found.version if found else "")
            )
    for name, installed in sorted(there.items()):
        lost = [file for file in _listed(installed) if not _is_there(target, file)]
        if lost:
            _warn("pip left out files of %s that it lists, %s among them" % (name, lost[0]))


def _listed(installed: metadata.Distribution) -> List[str]:
    """Its files as its own record has them. ``files`` leaves out those that are not there, from Python 3.12 on."""
    return [row[0] for row in csv.reader((installed.read_text("RECORD") or "").splitlines()) if row]


def _is_there(target: str, listed: str) -> bool:
    """Scripts and data are listed as they would lie beside the folder, and lie in it."""
    inside = re.sub(r"\A(\.\./)+", "", listed)
    return listed.endswith(".pyc") or os.path.exists(os.path.join(target, inside))
