"""Zip files with the code of a function: what is in them, and how they are unpacked.

Python's zipfile and tempfile take milliseconds to load, so they are loaded where there is a zip.
"""

import os
import stat

MOST_ENTRIES = 20_000
MOST_BYTES = 512 * 1024 * 1024


class BadArchive(Exception):
    """The message says what is wrong with it."""


def is_zip(file: str) -> bool:
    with open(file, "rb") as opened:
        return opened.read(2) == b"PK"


def open_checked(file: str):
    """The zipfile.ZipFile, whose entries are all below its folder and within bounds. Raises BadArchive."""
    import zipfile

    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as e:
        raise BadArchive("the zip cannot be read: %s" % e) from None
    try:
        _check(archive)
    except BadArchive:
        archive.close()
        raise
    return archive


def _check(archive) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BadArchive("the zip has %d entries: at most %d are allowed" % (len(entries), MOST_ENTRIES))
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise BadArchive("the zip unpacks to %d MiB: at most %d are allowed" % (size >> 20, MOST_BYTES >> 20))
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ":" in name.split("/")[0] or ".." in name.replace("\\", "/").split("/"):
            raise BadArchive("the zip's entry '%s' lies outside of its folder" % name)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadArchive("the zip's entry '%s' is a link: put the file itself there" % name)
        if entry.flag_bits & 1:
            raise BadArchive("the zip's entry '%s' is encrypted" % name)


def unpack(file: str) -> str:
    """Into a new folder among those for temporary files. Executable files stay that. Raises BadArchive, or OSError."""
    import tempfile

    folder = tempfile.mkdtemp(prefix="code-")
    with open_checked(file) as archive:
        left = MOST_BYTES
        for entry in archive.infolist():
            target = os.path.join(folder, *[part for part in entry.filename.split("/") if part not in ("", ".")])
            if entry.is_dir():
                os.makedirs(target, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            left = _unpack_one(archive, entry, target, left)
    return folder


def _unpack_one(archive, entry, target: str, left: int) -> int:
    """What a zip claims of itself need not be true: bytes are counted as they come."""
    import zipfile

    try:
        with archive.open(entry) as source, open(target, "xb") as out:
            piece = source.read(64 * 1024)
            while piece:
                left -= len(piece)
                if left < 0:
                    raise BadArchive("the zip unpacks to more than %d MiB" % (MOST_BYTES >> 20))
                out.write(piece)
                piece = source.read(64 * 1024)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as e:
        raise BadArchive("the zip's entry '%s' cannot be unpacked: %s" % (entry.filename, e)) from None
    except Exception as e:
        if type(e).__module__ in ("zlib", "lzma", "bz2", "_bz2", "_lzma"):
            raise BadArchive("the zip's entry '%s' is broken: %s" % (entry.filename, e)) from None
        raise
    if entry.external_attr >> 16 & 0o111:
        os.chmod(target, 0o755)
    return left
