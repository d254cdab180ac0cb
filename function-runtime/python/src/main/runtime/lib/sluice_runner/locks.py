"""Lock files: what uv.lock or pylock.toml (PEP 751) name for this Python and this machine, as requirements with their hashes."""

import os
import re
import shlex
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from . import wanted
from .wanted import Unwanted, Wanted

PYLOCK = "pylock.toml"
UV = "uv.lock"

# Others are read by their own tools alone, which can write what pip reads.
_EXPORTED = {
    "poetry.lock": "poetry export --output requirements.txt",
    "pdm.lock": "pdm export --prod --output requirements.txt",
    "Pipfile.lock": "pipenv requirements --hash > requirements.txt",
}
_MADE_BY = {PYLOCK: "uv export --no-emit-project --no-dev --output-file pylock.toml", UV: "uv lock"}
_ALGORITHMS = ("sha256", "sha384", "sha512")
_MEMBER = re.compile(r"""(['"])(?P<name>[^'"]*)\1\s+(?P<no>not\s+)?in\s+(extras|dependency_groups)\b""")
_OWN_FOLDER = (".", "./")
_OF_REGISTRY = {"name", "extras", "marker", "specifier", "index"}

# A line of the project, and what pip reads in it.
_Asked = Tuple[str, Any]


class _Locked(NamedTuple):
    """A package of one version. ``place`` is a file, an address, or the folder of its files, which ends with /; None for a registry."""

    name: str
    version: Optional[str]
    hashes: List[str]
    place: Optional[str]


def of(folder: str) -> Optional[Wanted]:
    """None if there is no lock, or a list for pip that was made of it. Raises Unwanted."""
    there = set(os.listdir(folder))
    if wanted.REQUIREMENTS in there:
        return None
    file = next((name for name in (PYLOCK, UV) if name in there), None)
    if file is None:
        foreign = next((name for name in _EXPORTED if name in there), None)
        if foreign:
            raise Unwanted("%s is not read: write what it has to requirements.txt, as with '%s'" % (foreign, _EXPORTED[foreign]))
        return None
    document = wanted.toml(wanted.text(folder, file), file)
    project = wanted.project(folder, lambda _: None) if wanted.PROJECT in there else None
    asked = [(line, _requirement(project.file, line)) for line in project.lines] if project else []
    try:
        locked = list(_pylock(document) if file == PYLOCK else _uv(document, asked))
        python = str(document["requires-python"]) if "requires-python" in document else project and project.python
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Unwanted("%s cannot be read, as if it had been changed by hand: %s" % (file, _anew(file))) from None
    if file == PYLOCK:
        _check_has(locked, asked)
    beside = sorted({each.place for each in locked if each.place and each.place.endswith("/")})
    lines = ["--find-links " + shlex.quote(place) for place in beside] + [_line(file, each) for each in locked]
    return Wanted(file, lines, False, python, True)


def _requirement(file: str, line: str):
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(line)
    except InvalidRequirement:
        raise Unwanted("%s cannot be read: invalid requirement '%s'" % (file, line)) from None


def _anew(file: str) -> str:
    return "make it anew, as with '%s'" % _MADE_BY[file]


def _line(file: str, locked: _Locked) -> str:
    by_name = locked.place is None or locked.place.endswith("/")
    if not locked.hashes or (by_name and not locked.version):
        raise Unwanted("%s has no version or no hash of %s: lock it from a registry, which tells both" % (file, locked.name))
    if by_name:
        what = "%s==%s" % (locked.name, locked.version)
    else:
        what = "%s @ %s" % (locked.name, locked.place) if "://" in locked.place else "./" + locked.place
    return " ".join([what] + ["--hash=" + each for each in locked.hashes])


def _holds(marker: Optional[str], groups: Iterable[str] = ()) -> bool:
    """Whether a marker holds here. Of groups pip's own reader of markers may know nothing."""
    if not marker:
        return True
    from pip._vendor.packaging.markers import Marker

    known = _MEMBER.sub(lambda found: "os_name %s ''" % ("!=" if (found["name"] in groups) != bool(found["no"]) else "=="), marker)
    return wanted.holds(Marker(known))


def _strong(hashes: Dict[str, str]) -> List[str]:
    return ["%s:%s" % (algorithm, hashes[algorithm]) for algorithm in _ALGORITHMS if algorithm in hashes][:1]


def _check_made_for(file: str, machines: List[str]) -> None:
    if machines and not any(map(_holds, machines)):
        raise Unwanted("%s was made for other machines or Pythons than this: %s" % (file, " or ".join(machines)))


def _files(package: dict) -> List[dict]:
    return package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])


def _pylock(document: dict) -> Iterable[_Locked]:
    if not str(document["lock-version"]).startswith("1."):
        raise Unwanted("%s has the format %s, and 1.0 is read: %s" % (PYLOCK, document["lock-version"], _anew(PYLOCK)))
    _check_made_for(PYLOCK, document.get("environments", []))
    groups = document.get("default-groups", [])
    for package in document.get("packages", []):
        name = package["name"]
        if not _holds(package.get("marker"), groups) or package.get("directory", {}).get("path") in _OWN_FOLDER:
            continue
        if "vcs" in package or "directory" in package:
            raise _unheld(PYLOCK, name)
        if "archive" in package:
            archive = package["archive"]
            yield _Locked(name, package.get("version"), _strong(archive["hashes"]), archive.get("path") or archive["url"])
            continue
        files = _files(package)
        beside = next(((os.path.dirname(each["path"]) or ".") + "/" for each in files if "path" in each), None)
        yield _Locked(name, package.get("version"), sorted({each for file in files for each in _strong(file["hashes"])}), beside)


def _check_has(locked: List[_Locked], asked: List[_Asked]) -> None:
    """That what the project asks for here is there: who added a dependency, and did not lock it, is not served without."""
    versions = {wanted.plain(each.name): each.version for each in locked}
    for line, requirement in asked:
        if not wanted.holds(requirement.marker):
            continue
        name = wanted.plain(requirement.name)
        if name not in versions:
            raise Unwanted("%s asks for %s, which is not in %s: %s" % (wanted.PROJECT, line, PYLOCK, _anew(PYLOCK)))
        if versions[name] and not requirement.specifier.contains(versions[name], prereleases=True):
            raise Unwanted("%s asks for %s, and %s has %s: %s" % (wanted.PROJECT, line, PYLOCK, versions[name], _anew(PYLOCK)))


def _uv(document: dict, asked: List[_Asked]) -> Iterable[_Locked]:
    if document["version"] != 1:
        raise Unwanted("%s has the format %s, and 1 is read: export it, as with '%s'" % (UV, document["version"], _MADE_BY[PYLOCK]))
    _check_made_for(UV, document.get("supported-markers", []))
    packages = document.get("package", [])
    roots = [each for each in packages if "." in (each["source"].get("virtual"), each["source"].get("editable"))]
    if not roots:
        raise Unwanted("%s is of a workspace that has no project in this folder: send the member's own, as with '%s'" % (UV, _MADE_BY[PYLOCK]))
    _check_made_of(roots[0], asked)
    for package in _reached(packages, roots[0]):
        source = package["source"]
        files = _files(package)
        place = source.get("url") or source.get("path")
        if "registry" in source:
            place = None if "://" in source["registry"] else source["registry"].rstrip("/") + "/"
        elif not place:
            raise _unheld(UV, package["name"])
        yield _Locked(package["name"], package.get("version"), sorted({file["hash"] for file in files if _is_strong(file)}), place)


def _is_strong(file: dict) -> bool:
    return file.get("hash", "").startswith(_ALGORITHMS)


def _reached(packages: List[dict], root: dict) -> List[dict]:
    """The packages that the root needs here, by the extras that each is asked for with; without those of its groups."""
    reached, todo, seen = [], [(root, "")], set()
    while todo:
        package, extra = todo.pop()
        needed = package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
        for edge in needed:
            if not _holds(edge.get("marker")):
                continue
            [target] = [each for each in packages if all(edge[key] == each.get(key) for key in ("name", "version", "source") if key in edge)]
            if target is not root and target not in reached:
                reached.append(target)
            for more in ["", *edge.get("extra", [])]:
                if (id(target), more) not in seen:
                    seen.add((id(target), more))
                    todo.append((target, more))
    return sorted(reached, key=lambda package: package["name"])


def _check_made_of(root: dict, asked: List[_Asked]) -> None:
    """That all that the project asks for now, for other machines and with its extras too, is what the lock was made of."""
    from pip._vendor.packaging.specifiers import SpecifierSet

    listed = root.get("metadata", {}).get("requires-dist", [])
    elsewhere = {wanted.plain(each["name"]) for each in listed if not _OF_REGISTRY.issuperset(each)}
    made_of = {(wanted.plain(each["name"]), frozenset(each.get("extras", [])), SpecifierSet(each.get("specifier", ""))) for each in listed}
    for line, requirement in asked:
        name = wanted.plain(requirement.name)
        bound = SpecifierSet("") if name in elsewhere else requirement.specifier
        if (name, frozenset(map(wanted.plain, requirement.extras)), bound) not in made_of:
            raise Unwanted("%s asks for %s, of which %s was not made: %s" % (wanted.PROJECT, line, UV, _anew(UV)))


def _unheld(file: str, name: str) -> Unwanted:
    return Unwanted(
        "%s has %s of a folder or a repository, to which no hash holds: build a wheel of it, and name that instead" % (file, name)
    )
