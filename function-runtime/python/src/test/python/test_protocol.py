"""What the frames of the vectors mean. That each is written as it was read, and what is refused, is asked by the suite of all runners."""

import os
import unittest

import runner_end
from sluice_runner import protocol as p

VECTORS = os.path.join(runner_end.REPOSITORY, "core/src/test/resources/protocol/vectors.txt")

MEANINGS = {
    "hello": p.Hello(2, 2, "s3cret", "java25", 4711, ("ping",)),
    "specialise-bare": p.Specialise("f", 1, "F", "/c", (), {}, 1, 1, {}),
    "specialised": p.Specialised("com.acme.Thumbnail, Function<byte[], byte[]>", 8421),
    "invoke-without-body": p.Invoke(2147483647, "01J0000000000000000000000B", 1, "GET", "/", "", (), True),
    "data": p.Data(7, b"\x00\xff", False),
    "data-end": p.Data(7, b"bye", True),
    "trailers": p.Trailers(7, (("checksum", "abc"),)),
    "window": p.Window(7, 16384),
    "result": p.Result(7, 201, (("location", "/x"),), False),
    "error": p.Error(
        7,
        p.THREW,
        p.FunctionError("java.io.IOException", "disk “full”", ("com.acme.A.b(A.java:3)", "Caused by: java.lang.Error")),
    ),
    "cancel-timed-out": p.Cancel(7, p.TIME_IS_UP),
    "log": p.Log(7, p.STDOUT, 1795449600000001, "héllo"),
    "pong": p.Pong(-1),
    "drain": p.Drain(),
    "progress": p.Progress(7, b"50% "),
    "notice-with-body": p.Notice(2, "region", b"\x00eu"),
    "profile": p.Profile("a.B\na.C"),
}


class Vectors(unittest.TestCase):
    def test_each_is_read_as_what_it_means(self):
        with open(VECTORS, encoding="utf-8") as file:
            vectors = dict(line.split(" | ")[:2] for line in file if not line.startswith("#"))
        for name, meaning in MEANINGS.items():
            with self.subTest(name):
                decoder = p.Decoder()
                decoder.feed(bytes.fromhex(vectors[name]))
                frame = decoder.next()
                self.assertEqual((type(frame), frame), (type(meaning), meaning))
                self.assertIsNone(decoder.next())

    def test_bytes_that_come_one_by_one_are_the_same_frames(self):
        decoder = p.Decoder()
        frames = []
        for byte in p.encode(p.Ping(42)) + p.encode(p.Drain()):
            decoder.feed(bytes((byte,)))
            frame = decoder.next()
            frames += [frame] if frame is not None else []
        self.assertEqual(frames, [p.Ping(42), p.Drain()])


if __name__ == "__main__":
    unittest.main()
