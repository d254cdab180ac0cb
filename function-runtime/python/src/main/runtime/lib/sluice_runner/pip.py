"""What pip says of a failure, as one sentence for the author."""

import re

_UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|NameResolutionError|ProxyError|ProtocolError|SSLError|ConnectionResetError"
    r"|CERTIFICATE_VERIFY_FAILED|Failed to establish a new connection|Temporary failure in name resolution"
)
_ADDRESS = re.compile(r"host='([^']+)', port=(\d+)")


def sentence_of(text: str, code: int, file: str) -> str:
    """
    :param text: the end of what pip printed
    :param code: the status with which it ended
    :param file: where the dependencies stand
    """
    errors = [line[len("ERROR:") :].strip() for line in map(str.strip, text.splitlines()) if line.startswith("ERROR:")]
    all_errors = "\n".join(errors)
    missing = re.search(r"satisfies the requirement (.+?) \(from (?:.* \(from )?versions: ([^)]*)\)", all_errors)
    wanted = missing and missing.group(1)
    unreachable = _UNREACHABLE.search(text)
    if unreachable and (not missing or missing.group(2) == "none"):
        address = _ADDRESS.search(text)
        where = " at %s:%s" % address.groups() if address else ""
        return (
            "the registry of packages cannot be reached (%s%s): look at the network of the gateway, and at the settings of pip of its user"
            % (unreachable.group(0), where)
        )
    if re.search(r"requires? a different python|Requires-Python", text, re.I) and (missing or "different Python" in all_errors):
        versions = re.search(r"require a different python version: (.*)", text)
        return "a package needs another version of Python than this one: %s: name another runtime, or another version of the package" % (
            "%s has %s" % (wanted, versions.group(1)[:200]) if versions else errors[0]
        )
    if missing and missing.group(2) == "none":
        name = re.split(r"[\s<>=!~;\[]", wanted)[0]
        return (
            "the dependency %s does not exist, or has no wheel for this Python and machine: correct it in %s; if it is to be built of its"
            " sources, name it in the spec, as in build: {installScripts: [%s]}" % (wanted, file, name)
        )
    if missing:
        return "the dependency %s has no such version for this Python and machine: correct it in %s; there are %s" % (
            wanted,
            file,
            _some(missing.group(2)),
        )
    if "DO NOT MATCH THE HASHES" in all_errors:
        named = re.search(r"^\s+(\S+) from \S+:?\s*$", text, re.M)
        return "the package %s is not what its hash in %s says: somebody changed it, or the hash is of another file" % (
            named.group(1) if named else "that is named in the log",
            file,
        )
    if "--require-hashes mode" in all_errors:
        return "some lines of %s have a hash, and others have none: give each one, dependencies of dependencies too" % file
    if "conflicting dependencies" in all_errors:
        return "the dependencies do not fit together: %s" % errors[0]
    invalid = re.search(r"Invalid requirement:? (.*)", all_errors)
    if invalid:
        return "%s cannot be read: invalid requirement %s" % (file, invalid.group(1))
    return "pip failed: %s" % " ".join(errors[:3]) if errors else "pip ended with %d, and said nothing: look at the log of the build" % code


def _some(versions: str) -> str:
    listed = versions.split(", ")
    return ", ".join((["…"] if len(listed) > 5 else []) + listed[-5:])
