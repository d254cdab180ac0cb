"""The vectors and conversations that each runner is held to."""

import os
import re
import unittest

import runner_end
from sluice_runner import protocol as p

VECTORS = os.path.join(runner_end.REPOSITORY, "core/src/test/resources/protocol/vectors.txt")
CONVERSATIONS = os.path.join(runner_end.REPOSITORY, "testkit/src/main/resources/protocol/conversations.txt")

ACTS = '''
import time

def act(request, context):
    what, _, text = request.text().partition(" ")
    if what == "fail":
        raise ValueError(text)
    if what == "wait":
        while True:
            time.sleep(0.005)
    if what == "print":
        print(text)
        return "printed"
    if what == "progress":
        context.progress(text)
        return "done"
    return text
'''

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
    def test_each_is_read_and_written(self):
        with open(VECTORS, encoding="utf-8") as file:
            lines = [line.split(" | ") for line in file if not line.startswith("#")]
        self.assertGreater(len(lines), 30)
        told = 0
        for name, hexadecimal, _ in lines:
            data = bytes.fromhex(hexadecimal)
            [frame] = p.decode_all(data)
            self.assertEqual(p.encode(frame), data, name)
            if name in MEANINGS:
                told += 1
                self.assertEqual((type(frame), frame), (type(MEANINGS[name]), MEANINGS[name]), name)
        self.assertEqual(told, len(MEANINGS))

    def test_bytes_that_come_one_by_one_are_the_same_frames(self):
        decoder = p.Decoder()
        frames = []
        for byte in p.encode(p.Ping(42)) + p.encode(p.Drain()):
            decoder.feed(bytes((byte,)))
            frame = decoder.next()
            frames += [frame] if frame is not None else []
        self.assertEqual(frames, [p.Ping(42), p.Drain()])

    def test_what_is_no_frame_is_refused(self):
        for name, data in {
            "too short": "00000001 0000",
            "too long": "00100001 0600 00000001",
            "unknown type": "00000006 6300 00000000",
            "flags": "00000006 0f02 00000000",
            "stream of a frame of the connection": "00000006 0f00 00000001",
            "no stream": "00000006 0601 00000000",
            "bytes too many": "00000007 0f00 00000000 00",
            "a text beyond the frame": "0000000a 1400 00000000 00000009",
            "a window of nothing": "0000000a 0800 00000001 00000000",
            "trailers that do not end": "00000008 0700 00000001 0000",
        }.items():
            with self.subTest(name), self.assertRaises(p.ProtocolError):
                p.decode_all(bytes.fromhex(data))


def without_own_affairs(frame):
    kind = type(frame)
    if kind is p.Specialised:
        return p.Specialised("", 0)
    if kind is p.SpecialiseFailed:
        return p.SpecialiseFailed(frame.reason if frame.reason == "runner_failed" else "", p.FunctionError("", ""), "")
    if kind is p.Result:
        return frame._replace(headers=())
    if kind is p.Error:
        return frame._replace(error=p.FunctionError("", ""))
    if kind is p.Log:
        return frame._replace(micros=0)
    return frame


class Conversations(unittest.TestCase):
    def test_the_runner_keeps_up_its_side(self):
        with open(CONVERSATIONS, encoding="utf-8") as file:
            parts = [part.strip("\n").split("\n") for part in re.split("\n\n+", file.read()) if not part.startswith("#")]
        held = 0
        for name, *turns in parts:
            turns = [turn.split(" | ") for turn in turns]
            cut = turns[-1][1] == "cut"
            if cut and turns[-1][0] != "runner":
                continue
            held += 1
            with self.subTest(name):
                self.hold(turns, cut)
        self.assertGreater(held, 15)

    def hold(self, turns, cut):
        features = () if "no features" in turns[0][2] else runner_end.ALL
        runner = runner_end.RunnerEnd(self, features=features)
        lines = 0
        for who, data, *_ in turns:
            if data == "cut":
                continue
            [frame] = p.decode_all(bytes.fromhex(data))
            if who == "gateway":
                if type(frame) is p.Specialise:
                    frame = runner.order(ACTS, handler="function:" + frame.handler, concurrency=frame.concurrency)
                if type(frame) is not p.Welcome or frame.protocol != 2:
                    runner.send(frame)
            elif type(frame) is p.Log:
                lines += 1
                runner.lines(lines)
                self.assertEqual(without_own_affairs(runner.logs[-1]), without_own_affairs(frame))
            elif type(frame) is not p.Hello:
                said = runner.next()
                self.assertEqual(
                    (type(said), without_own_affairs(said)), (type(frame), without_own_affairs(frame)), said
                )
        if cut:
            self.assertTrue(runner.is_cut())
            self.assertEqual(runner.exit_code(), 76)
        else:
            runner.send(p.Ping(99))
            if not any(data.startswith("000000060f00") for _, data, *_ in turns):
                self.assertEqual(runner.next(), p.Pong(99))
        runner.close()


if __name__ == "__main__":
    unittest.main()
