"""A handler is a function: a test calls it with stand-ins of its own. Run: python3 -m unittest"""

import asyncio
import logging
import unittest
from types import SimpleNamespace

import hello


class Request(SimpleNamespace):
    async def text(self):
        return self.body

    def param(self, name):
        return None


class HelloTest(unittest.TestCase):
    def test_it_greets_who_the_body_names(self):
        context = SimpleNamespace(version=1, log=logging.getLogger())
        answer = asyncio.run(hello.handler(Request(path="/", body="Ada"), context))
        self.assertEqual(answer, "Hello, Ada!")


if __name__ == "__main__":
    unittest.main()
