"""What a folder depends on: requirements.txt, dependencies of pyproject.toml, or a comment of PEP 723 in its only file."""

import os
import re
from typing import List, NamedTuple, Optional

REQUIREMENTS = "requirements.txt"
PROJECT = "pyproject.toml"

_BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(^|\s+)#.*$")
_EDITABLE = re.compile(r"(-e|--editable)\b")
_OF_FILES = re.compile(r"(-r|-c|-f|--requirement|--constraint|--find-links)\b|[./~]|.*(@\s*|^)file:|[^#]*\.(whl|zip|tar\.\w+)\b")
_REMOTE = re.compile(r"(.*@\s*)?(git|hg|svn|bzr)\+|(.*@\s*)?https?://(?!\S*\.whl\b)")


class Unwanted(Exception):
    """A sentence for the author."""


class Wanted(NamedTuple):
    """What is to be installed.

    ``file`` says where it stands; ``lines`` are requirements as pip writes them, with their options; ``given`` is whether the file is one
    of requirements, which pip reads itself; ``python`` is the versions of Python that it asks for, None for all; ``locked`` is whether the
    lines are all that is to be there, each of one version and with its hashes.
    """

    file: str
    lines: List[str]
    given: bool
    python: Optional[str]
    locked: bool = False

    def of_files(self) -> bool:
        """Whether other files of the folder decide the result."""
        return any(_OF_FILES.match(line) for line in self.lines)

    def remote(self) -> Optional[str]:
        """The first line whose package is built of sources from elsewhere."""
        return next((line for line in self.lines if _REMOTE.match(line)), None)


def of(folder: str, warn) -> Optional[Wanted]:
    """Without any lock. None if nothing is asked for. ``warn`` is told what is not read. Raises Unwanted."""
    if os.path.isfile(os.path.join(folder, REQUIREMENTS)):
        return _requirements(folder)
    if os.path.isfile(os.path.join(folder, PROJECT)):
        return project(folder, warn)
    sources = [name for name in sorted(os.listdir(folder)) if name.endswith(".py")]
    return _script(folder, sources[0]) if len(sources) == 1 else None


def plain(name: str) -> str:
    """The form of a package's name that all of its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def holds(marker) -> bool:
    """Whether a marker holds here, where extras are none. None always does."""
    return marker is None or marker.evaluate({"extra": ""})


def text(folder: str, name: str) -> str:
    """Raises Unwanted."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8-sig") as file:
            return file.read()
    except UnicodeDecodeError:
        raise Unwanted("%s is not UTF-8: save it as that" % name) from None


def _requirements(folder: str) -> Optional[Wanted]:
    joined = _CONTINUED.sub(" ", text(folder, REQUIREMENTS))
    lines = [line for line in (_COMMENT.sub("", each).strip() for each in joined.splitlines()) if line]
    editable = next((line for line in lines if _EDITABLE.match(line)), None)
    if editable:
        raise Unwanted("%s has the line '%s', which installs no more than a link to a folder: leave out the -e" % (REQUIREMENTS, editable))
    return Wanted(REQUIREMENTS, lines, True, None) if lines else None


def project(folder: str, warn) -> Optional[Wanted]:
    """What ``[project]`` of pyproject.toml, which is there, asks for."""
    document = toml(text(folder, PROJECT), PROJECT)
    table = document.get("project", {})
    if "poetry" in document.get("tool", {}) and "dependencies" not in table:
        warn("%s has dependencies for Poetry, which are not read: make a %s with poetry export" % (PROJECT, REQUIREMENTS))
    return _listed(PROJECT, table)


def _script(folder: str, name: str) -> Optional[Wanted]:
    try:
        source = text(folder, name)
    except Unwanted:
        # Another encoding, which the file itself declares, or bytes that the inspection refuses.
        return None
    blocks = list(_BLOCK.finditer(source))
    if len(blocks) > 1:
        raise Unwanted("%s has several blocks '# /// script': keep one" % name)
    if not blocks:
        return None
    lines = blocks[0].group("content").splitlines()
    document = toml("\n".join(line[2:] if line.startswith("# ") else line[1:] for line in lines), "the block '# /// script' of " + name)
    return _listed(name, document)


def _listed(file: str, table: dict) -> Optional[Wanted]:
    lines = table.get("dependencies", [])
    python = table.get("requires-python")
    if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() and "\n" not in line for line in lines):
        raise Unwanted('the dependencies in %s are no list of texts: write dependencies = ["six==1.17.0"]' % file)
    if python is not None and not isinstance(python, str):
        raise Unwanted('requires-python in %s is no text: write requires-python = ">=3.11"' % file)
    return Wanted(file, [line.strip() for line in lines], False, python) if lines or python else None


def toml(text: str, place: str) -> dict:
    """Raises Unwanted, which names ``place``."""
    try:
        import tomllib
    except ImportError:  # Before Python 3.11.
        from pip._vendor import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise Unwanted("%s is no TOML: %s" % (place, e)) from None
