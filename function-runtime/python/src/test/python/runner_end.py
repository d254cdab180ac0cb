"""The gateway's end of a runner that the start script of this module has started, for tests."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile

MODULE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
RUNTIME = os.path.join(MODULE, "src", "main", "runtime")
REPOSITORY = os.path.dirname(os.path.dirname(MODULE))
sys.path.insert(0, os.path.join(RUNTIME, "lib"))
sys.dont_write_bytecode = True

from sluice_runner import protocol  # noqa: E402

ALL = ("ping", "progress", "notice")


def environment(work: str, path: str, memory: int = 256) -> dict:
    """What docs/protocol.md says that a runner is started with."""
    return {
        "SLUICE_SOCKET": path,
        "SLUICE_RUNNER_TOKEN": "token-1",
        "SLUICE_MEMORY_MIB": str(memory),
        "SLUICE_CACHE": "",
        "SLUICE_INTERPRETER": sys.executable,
        "PATH": "/usr/bin:/bin",
        "HOME": work,
        "TMPDIR": work,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


class Folder:
    """Temporary folders of one test."""

    def __init__(self, test):
        self.path = tempfile.mkdtemp(prefix="py ")
        test.addCleanup(shutil.rmtree, self.path, ignore_errors=True)
        self.code = os.path.join(self.path, "code")
        self.work = os.path.join(self.path, "work")
        os.mkdir(self.code)
        os.mkdir(self.work)


class RunnerEnd:
    """A runner. Frames of logs and progress are kept apart from others."""

    def __init__(self, test, memory: int = 256, features=ALL, **more):
        self.test = test
        self.folder = Folder(test)
        path = os.path.join(self.folder.path, "s")
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(path)
        server.listen(1)
        variables = environment(self.folder.work, path, memory)
        variables.update(more)
        self._output = open(os.path.join(self.folder.path, "output"), "w+b")
        self.process = subprocess.Popen(
            [os.path.join(RUNTIME, "start")],
            cwd=self.folder.code,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
        )
        test.addCleanup(self.close)
        server.settimeout(20)
        self.socket, _ = server.accept()
        server.close()
        self.socket.settimeout(20)
        self._decoder = protocol.Decoder()
        self.logs = []
        self.hello = self.next()
        self.send(protocol.Welcome(2, features))

    def send(self, *frames) -> None:
        self.socket.sendall(b"".join(map(protocol.encode, frames)))

    def next_of_any(self):
        frame = self._decoder.next()
        while frame is None:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError("the runner has gone: " + self.output())
            self._decoder.feed(data)
            frame = self._decoder.next()
        return frame

    def next(self):
        """The next frame that is no line of log."""
        frame = self.next_of_any()
        while type(frame) is protocol.Log:
            self.logs.append(frame)
            frame = self.next_of_any()
        return frame

    def lines(self, count: int):
        """The first lines of log, so many of them."""
        while len(self.logs) < count:
            frame = self.next_of_any()
            self.test.assertIs(type(frame), protocol.Log, frame)
            self.logs.append(frame)
        return [(log.stream, log.source, log.line) for log in self.logs[:count]]

    def order(self, code, handler="function:handler", concurrency=8, env=None, settings=None, timeout=30_000):
        """Puts the code where the gateway does: a text is one file, a dict of names and texts a zip."""
        file = os.path.join(self.folder.code, "function.py")
        if isinstance(code, dict):
            write_zip(file, code)
        else:
            with open(file, "w", encoding="utf-8") as out:
                out.write(code)
        return protocol.Specialise(
            "sample", 3, handler, self.folder.code, ("function.py",), env or {}, timeout, concurrency, settings or {}
        )

    def specialise(self, code, **how):
        """Makes it an instance; the answer of the runner."""
        self.send(self.order(code, **how))
        return self.next()

    def ready(self, code, **how):
        answer = self.specialise(code, **how)
        self.test.assertIs(type(answer), protocol.Specialised, answer)
        return answer

    def invoke(self, stream, body=b"", method="POST", path="/", query="", headers=(), millis=30_000, end=True):
        data = body.encode("utf-8") if isinstance(body, str) else body
        head = protocol.Invoke(
            stream, "01J%023d" % stream, millis, method, path, query, tuple(headers), end and not data
        )
        self.send(head, *([protocol.Data(stream, data, end)] if data else []))

    def answer(self, stream):
        """Status, headers and body of an answer, or the error that ends the stream. Frames of other streams fail."""
        frame = self.next()
        self.test.assertEqual(frame.stream, stream, frame)
        if type(frame) is protocol.Error:
            return frame
        self.test.assertIs(type(frame), protocol.Result, frame)
        body = b""
        end = frame.end
        while not end:
            piece = self.next()
            if type(piece) is protocol.Error:
                return piece
            self.test.assertIs(type(piece), protocol.Data, piece)
            body += piece.data
            end = piece.end
            if not end and piece.data:
                self.send(protocol.Window(stream, len(piece.data)))
        return frame.status, dict(frame.headers), body

    def call(self, stream, body=b"", **how):
        self.invoke(stream, body, **how)
        return self.answer(stream)

    def text(self, stream, body=b"", **how):
        answer = self.call(stream, body, **how)
        self.test.assertIs(type(answer), tuple, answer)
        return answer[2].decode("utf-8")

    def is_cut(self) -> bool:
        try:
            while True:
                self.next_of_any()
        except (EOFError, ConnectionError):
            return True

    def exit_code(self) -> int:
        return self.process.wait(20)

    def output(self) -> str:
        """What it has written past the protocol."""
        self._output.seek(0)
        return self._output.read().decode("utf-8", "replace")

    def close(self) -> None:
        self.process.kill()
        self.process.wait(20)
        self.socket.close()
        self._output.close()


def write_folder(folder: str, files: dict) -> None:
    """The files by their names, with slashes."""
    for name, text in files.items():
        file = os.path.join(folder, name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)


def write_zip(file: str, entries: dict) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
