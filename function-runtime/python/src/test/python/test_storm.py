"""Many calls of which some are cancelled and some run out of time, all at once: on threads, on the main thread, and on its event loop."""

import os
import random
import re
import socket
import time
import unittest
from collections import deque

from runner_end import RunnerEnd
from sluice_runner import protocol as p

CODE = """
import logging, sluice, time

def handler(request, context):
    what, _, mark = request.text().partition(" ")
    print("begins", mark)
    if what == "quick":
        return mark
    if what == "stream":
        return stream(mark)
    while True:
        try:
            forever[what](mark, context)
        except sluice.Cancelled:
            if what == "late":
                return mark
            raise

def stream(mark):
    while True:
        print("streams", mark)
        yield mark * 500

def wait(mark, context):
    time.sleep(0.001)

def spin(mark, context):
    for _ in range(1000):
        pass

def say(mark, context):
    print("says", mark)
    logging.getLogger().info("logs %s", mark)
    context.log.info("tells %s", mark)

forever = {
    "wait": wait,
    "spin": spin,
    "say": say,
    "late": say,
    "progress": lambda mark, context: context.progress(mark),
}
"""

ASYNC_CODE = """
import asyncio, logging

async def handler(request, context):
    what, _, mark = (await request.text()).partition(" ")
    print("begins", mark)
    if what == "quick":
        return mark
    if what == "stream":
        return stream(mark)
    while True:
        try:
            forever[what](mark, context)
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            if what == "late":
                return mark
            raise

async def stream(mark):
    while True:
        print("streams", mark)
        yield mark * 500

def say(mark, context):
    print("says", mark)
    logging.getLogger().info("logs %s", mark)
    context.log.info("tells %s", mark)

forever = {
    "wait": lambda mark, context: None,
    "spin": lambda mark, context: None,
    "say": say,
    "late": say,
    "progress": lambda mark, context: context.progress(mark),
}
"""

WHATS = ("quick", "stream", "wait", "spin", "say", "late", "progress")


class Storm(unittest.TestCase):
    def test_no_answer_is_lost_or_swapped(self):
        seed = int(os.environ.get("STORM_SEED", time.time_ns()))
        more = int(os.environ.get("STORM_FACTOR", 1))
        for code, concurrency, calls in ((CODE, 16, 300), (CODE, 1, 100), (ASYNC_CODE, 16, 200)):
            with self.subTest(seed=seed, concurrency=concurrency, code=code[:20]):
                self.ride(random.Random(seed), code, concurrency, more * calls)

    def ride(self, dice, code, concurrency, calls):
        self.runner = RunnerEnd(self)
        self.runner.ready(code, concurrency=concurrency)
        self.open = {}
        self.due = deque()
        begun = 0
        while begun < calls or self.open:
            while begun < calls and len(self.open) < concurrency:
                begun += 1
                self.begin(begun, dice)
            self.cancel_what_is_due()
            self.take()
        for stream in range(calls + 1, calls + 2 * concurrency):
            self.assertEqual(self.runner.text(stream, "quick last"), "last")
        self.runner.send(p.Drain())
        self.assertEqual(self.runner.exit_code(), 0)

    def begin(self, stream, dice):
        what = dice.choice(WHATS)
        self.open[stream] = call = {"cause": None, "body": b"", "mark": "m%dm" % stream}
        self.runner.invoke(stream, what + " " + call["mark"])
        if what != "quick" or dice.random() < 0.3:
            moment = time.monotonic() + dice.choice((0, 0, 0.001, 0.01)) * dice.random()
            self.due.append((moment, stream, dice.choice((p.CLIENT_GONE, p.TIME_IS_UP))))

    def cancel_what_is_due(self):
        while self.due and self.due[0][0] <= time.monotonic():
            _, stream, cause = self.due.popleft()
            if stream in self.open:
                self.open[stream]["cause"] = cause
                self.runner.send(p.Cancel(stream, cause))

    def take(self):
        """Takes all that has come, and waits for it until something is to be done."""
        self.runner.socket.settimeout(max(0.0001, self.due[0][0] - time.monotonic()) if self.due else 20)
        try:
            frame = self.runner.next_of_any()
        except socket.timeout:
            self.assertTrue(self.due, "nothing came for %s" % self.open)
            return
        finally:
            self.runner.socket.settimeout(20)
        call = self.open.get(frame.stream)
        if type(frame) is p.Log:
            if frame.stream:
                # A line may end where its call was interrupted.
                self.assertIn(re.findall("m[0-9]+m", frame.line), ([], ["m%dm" % frame.stream]))
            return
        self.assertIsNotNone(call, "after the end came %s" % (frame,))
        if type(frame) is p.Error:
            expected = {p.CLIENT_GONE: p.CANCELLED, p.TIME_IS_UP: p.TIMED_OUT}
            self.assertEqual(frame.fault, expected.get(call["cause"]), frame)
            del self.open[frame.stream]
        elif type(frame) is p.Progress:
            self.assertEqual(frame.data.decode(), call["mark"])
        elif type(frame) is p.Data:
            call["body"] += frame.data
            if frame.end:
                self.assertEqual(call["body"].decode(), call["mark"])
                del self.open[frame.stream]
        else:
            self.assertEqual((type(frame), frame.status, frame.end), (p.Result, 200, False), frame)


if __name__ == "__main__":
    unittest.main()
