"""Turns what was thrown, or where code stands, into the error that its author reads. Frames of the runner and of the standard library are left out."""

import os
import sys
import sysconfig
import types

from . import protocol

MAX_FRAMES = 20
MAX_CAUSES = 4
MAX_FRAMES_OF_A_CAUSE = 4
MAX_FRAME_CHARS = 500
MAX_MESSAGE_BYTES = 8 * 1024

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_LIBRARIES = tuple(
    {sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")} | {os.path.dirname(os.__file__) + os.sep}
)
_PACKAGES = ("site-packages", "dist-packages")


def of(thrown: BaseException) -> protocol.FunctionError:
    """Its type and message, the function's own frames, innermost first, and its causes with theirs."""
    causes = _causes(thrown)
    frames = _own(_stack_of(thrown), MAX_FRAMES - len(causes)) + causes
    return protocol.FunctionError(type_name(type(thrown)), cut(message_of(thrown)), tuple(frames))


def where(message: str, stack) -> protocol.FunctionError:
    """A sentence of ours and the frames at which the function's code stood: pairs of frame and line, innermost first."""
    return protocol.FunctionError("", cut(message), tuple(_own(stack, MAX_FRAMES)))


def sentence(message: str) -> protocol.FunctionError:
    return protocol.FunctionError("", cut(message))


def type_name(kind: type) -> str:
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else "%s.%s" % (module, kind.__qualname__)


def message_of(thrown: BaseException) -> str:
    """Its message; authors may override how it is made, and get that wrong."""
    try:
        if isinstance(thrown, SyntaxError) and thrown.filename and thrown.lineno:
            text = (thrown.text or "").strip()
            place = "%s, line %d" % (relative(thrown.filename), thrown.lineno)
            return "%s: %s%s" % (place, thrown.msg, ": " + text if text else "")
        return str(thrown)
    except Exception as e:
        return "(its __str__ raised %s)" % type_name(type(e))


def relative(path: str) -> str:
    """A path as its author knows it: below the function's folder, which is the working directory."""
    try:
        below = os.path.relpath(path)
    except (ValueError, OSError):
        return path
    return path if below.startswith("..") else below


def stack_of_thread(identifier: int):
    """Where a thread stands, pairs of frame and line, innermost first."""
    frame = sys._current_frames().get(identifier)
    while frame is not None:
        yield frame, frame.f_lineno
        frame = frame.f_back


def stack_of_coroutine(coroutine):
    """Where a coroutine waits, innermost first."""
    stack = []
    while coroutine is not None:
        frame = next(filter(None, (getattr(coroutine, name, None) for name in ("cr_frame", "gi_frame", "ag_frame"))), None)
        if frame is not None:
            stack.append((frame, frame.f_lineno))
        coroutine = (
            getattr(coroutine, "cr_await", None)
            or getattr(coroutine, "gi_yieldfrom", None)
            or getattr(coroutine, "ag_await", None)
        )
    return reversed(stack)


def cut(text: str) -> str:
    utf8 = text.encode("utf-8", "replace")
    if len(utf8) <= MAX_MESSAGE_BYTES:
        return utf8.decode("utf-8")
    return utf8[: MAX_MESSAGE_BYTES - 3].decode("utf-8", "ignore") + "\u2026"


def _stack_of(thrown: BaseException):
    stack = []
    trace = thrown.__traceback__
    while isinstance(trace, types.TracebackType):
        stack.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return reversed(stack)


def _own(stack, most: int):
    frames = []
    for frame, line in stack:
        if len(frames) == most:
            break
        code = frame.f_code
        if is_own(code.co_filename):
            name = getattr(code, "co_qualname", code.co_name)
            frames.append(_cut_frame("%s(%s:%s)" % (name, relative(code.co_filename), line)))
    return frames


def is_own(file: str) -> bool:
    """Whether a file is the function's, or of a library that it brings."""
    if file.startswith(_HERE) or file.startswith("<frozen "):
        return False
    if file.startswith(_LIBRARIES):
        return any(name in file for name in _PACKAGES)
    return True


def _causes(thrown: BaseException):
    seen = {id(thrown)}
    lines = []
    cause = _next(thrown)
    count = 0
    while cause is not None and id(cause) not in seen and count < MAX_CAUSES:
        seen.add(id(cause))
        message = message_of(cause)
        lines.append(_cut_frame("Caused by: " + type_name(type(cause)) + (": " + message if message else "")))
        lines += _own(_stack_of(cause), MAX_FRAMES_OF_A_CAUSE - 1)
        cause = _next(cause)
        count += 1
    return lines


def _next(thrown: BaseException):
    """What it came from: its cause, of a group the first member, or what was being handled."""
    if thrown.__cause__ is not None:
        return thrown.__cause__
    members = getattr(thrown, "exceptions", None)
    if isinstance(members, tuple) and members and isinstance(members[0], BaseException):
        return members[0]
    return None if thrown.__suppress_context__ else thrown.__context__


def _cut_frame(text: str) -> str:
    line = text.replace("\n", " ").replace("\r", " ")
    return line if len(line) <= MAX_FRAME_CHARS else line[:MAX_FRAME_CHARS] + "\u2026"
