import logging
import unittest
from types import SimpleNamespace

import hello


def call(body):
    request = SimpleNamespace(text=lambda: body)
    return hello.handler(request, SimpleNamespace(log=logging.getLogger()))


class HelloTest(unittest.TestCase):
    def test_it_greets_whoever_the_body_names(self):
        self.assertEqual(call("Ada"), "Hello, Ada!\n")

    def test_it_greets_the_world_where_nobody_is_named(self):
        self.assertEqual(call(""), "Hello, World!\n")


if __name__ == "__main__":
    unittest.main()
