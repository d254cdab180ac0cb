"""The program inspect: what it finds in an upload without running it, and what it says of bad ones."""

import os
import subprocess
import sys
import unittest

import runner_end

HANDLER = "def handler(request, context):\n    return 'hi'\n"


class Inspection(unittest.TestCase):
    def inspect(self, code, *handler, **environment):
        folder = runner_end.Folder(self)
        file = os.path.join(folder.path, "upload")
        if isinstance(code, dict):
            runner_end.write_folder(file, code)
        else:
            with open(file, "wb") as out:
                out.write(code if isinstance(code, bytes) else code.encode("utf-8"))
        return self.run_on(file, *handler, **environment)

    def run_on(self, file, *handler, **environment):
        ended = subprocess.run(
            [os.path.join(runner_end.RUNTIME, "inspect"), file, *handler],
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SLUICE_INTERPRETER": sys.executable, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=20,
        )
        self.assertEqual(ended.stderr.decode(), "")
        return ended.returncode, ended.stdout.decode("utf-8").strip()

    def test_handler_and_contract_are_found(self):
        for code, found in [
            (HANDLER, "function:handler\ncontract: request"),
            ("async def handler(request, context): pass", "function:handler\ncontract: request"),
            ("def hello(event, context): pass", "function:hello\ncontract: event"),
            ("def handler(context): pass", "function:handler\ncontract: context"),
            ("def handler(request, _context): pass", "function:handler\ncontract: request"),
            ("def start(): pass\ndef helper(x): pass\ndef hello(request, context, more=1): pass", "function:hello\ncontract: request"),
            ("if True:\n    def handler(context): pass", "function:handler\ncontract: context"),
            ("from x import handler", "function:handler"),
            ("handler = wrap(f)", "function:handler"),
            (b"\xef\xbb\xbf" + HANDLER.encode(), "function:handler\ncontract: request"),
            ("# coding: latin-1\nx = '\xe9'\n".encode("latin-1") + HANDLER.encode(), "function:handler\ncontract: request"),
            (
                {"__init__.py": "from .function import handler", "function.py": HANDLER, "p/__init__.py": "", "p/m.py": HANDLER},
                "function:handler\nbecause: it is the only function 'handler' of a module at the top\ncontract: request",
            ),
            (
                {"main.py": HANDLER, "other.py": "x = 1", "p/__init__.py": HANDLER, "test_main.py": HANDLER, "conftest.py": "(("},
                "main:handler\nbecause: it is the only function 'handler' of a module at the top\ncontract: request",
            ),
            (
                {"app.py": "def hello(context): pass", "other.py": "def add(a, b): pass"},
                "app:hello\nbecause: it is the only function at the top that takes what a handler takes\ncontract: context",
            ),
        ]:
            with self.subTest(code):
                one = "" if isinstance(code, str) and "async def" in code else "\nconcurrency: 1"
                self.assertEqual(self.inspect(code), (0, found + one + "\ntarget: any"))

    def test_the_code_is_not_run(self):
        folder = runner_end.Folder(self)
        mark = os.path.join(folder.path, "mark")
        self.assertEqual(self.inspect("open(%r, 'w')\n%s" % (mark, HANDLER))[0], 0)
        self.assertFalse(os.path.exists(mark))

    def test_a_handler_that_is_named_is_checked(self):
        code = {"main.py": HANDLER + "def other(event, context): pass\ndef bad(x, y): pass", "p/m.py": HANDLER}
        for handler, code_and_text in {
            "main:other": (0, "main:other\ncontract: event\nconcurrency: 1\ntarget: any"),
            "main.other": (0, "main.other\ncontract: event\nconcurrency: 1\ntarget: any"),
            "p.m:handler": (0, "p.m:handler\ncontract: request\nconcurrency: 1\ntarget: any"),
            "p/m.py:handler": (0, "p/m.py:handler\ncontract: request\nconcurrency: 1\ntarget: any"),
            "nothing:handler": (1, "there is no module nothing in the folder: at its top are main"),
            "main:nothing": (1, "there is no function nothing in main.py: there are handler, other, bad"),
            "handler": (1, "'handler' is no handler: write MODULE:FUNCTION, as in main:handler"),
        }.items():
            with self.subTest(handler):
                self.assertEqual(self.inspect(code, handler), code_and_text)
        self.assertEqual(self.inspect(HANDLER, "handler"), (0, "handler\ncontract: request\nconcurrency: 1\ntarget: any"))

    def test_bad_uploads_are_refused_with_a_sentence(self):
        forms = "a handler is 'def handler(request, context)' or 'async def handler(request, context)'; or one for kubeless"
        for code, sentence in [
            ("x = 1\ndef handler(:\n", "in function.py, line 2: this is not Python 3."),
            ("def handler(req, res):\n    pass\n", "in function.py, line 1: the function handler takes (req, res), by which it cannot be called: " + forms),
            ("def handler(request, context, *, key): pass", "in function.py, line 1: the function handler takes (request, context, key=)"),
            ("def hello(x): pass", "in function.py, line 1: the function hello takes (x), by which it cannot be called: " + forms),
            ("class handler: pass", "there is no function 'handler': " + forms),
            ("", "there is no function 'handler': " + forms),
            (
                "def a(request, context): pass\ndef b(request, context): pass",
                "there are several handlers, function:a, function:b: name one, as in 'handler: function:a'",
            ),
            ({"a.py": HANDLER, "b.py": HANDLER}, "there are several handlers, a:handler, b:handler: name one"),
            ({"main.py": HANDLER, "helpers.py": "def f(:"}, "in helpers.py, line 1: this is not Python 3."),
            ({"top/main.py": HANDLER}, "there is no .py file with a handler at the top of the folder: put it there, or name it, as in 'handler: top.main:handler'"),
            ({"readme.txt": "hi"}, "there is no .py file with a handler at the top of the folder"),
            ({"__init__.py": HANDLER}, "there is no .py file with a handler at the top of the folder"),
            ({"main.py": HANDLER, "json.py": ""}, "json.py has the name of a module of Python's standard library"),
            ({"main.py": HANDLER, "queue/__init__.py": ""}, "queue has the name of a module of Python's standard library"),
            (b"x = '\xff'", "in function.py, line "),
        ]:
            with self.subTest(code):
                status, text = self.inspect(code)
                self.assertEqual(status, 1)
                self.assertIn(sentence, text)
                self.assertEqual(len(text.splitlines()), 1)

    def test_a_mistake_is_told_by_the_name_that_the_file_has_for_its_author(self):
        for code, sentence in [
            ("def handler(:", "in broken.py, line 1: this is not Python 3."),
            ("\ndef handler(req, res): pass", "in broken.py, line 2: the function handler takes (req, res)"),
        ]:
            with self.subTest(code):
                status, text = self.inspect(code, SLUICE_FILE_NAME="broken.py")
                self.assertEqual(status, 1)
                self.assertIn(sentence, text)

    def test_compiled_modules_tell_the_machines(self):
        self.assertEqual(
            self.inspect(
                {"main.py": HANDLER, "a.cpython-311-x86_64-linux-gnu.so": "", "b.cpython-39-aarch64-linux-musl.so": "", "c.abi3.so": ""}
            ),
            (
                0,
                "main:handler\nbecause: it is the only function 'handler' of a module at the top\ncontract: request\nconcurrency: 1\n"
                "target: linux/amd64/glibc/python3.11\ntarget: linux/any/any/any\n"
                "target: linux/arm64/musl/python3.9",
            ),
        )


if __name__ == "__main__":
    unittest.main()
