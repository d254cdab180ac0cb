import asyncio
import datetime
import os
import unittest
import urllib.error
import urllib.request

import sluice
import sluice_ownership
from sluice_doubles import StubContext, StubFunctions, StubOwnership, stub_async_request, stub_request


def post(path):
    """The status and the text of an answer to a call that says ``who``."""
    headers = {"Authorization": "Bearer " + os.environ["SLUICE_TOKEN"]}
    request = urllib.request.Request(os.environ["SLUICE_URL"] + path, data=b"who", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


class RequestTest(unittest.TestCase):
    def test_a_request_has_parameters_headers_and_a_body(self):
        request = stub_request("text", path="/a", query="x=1&name=A+%26", headers={"X-Kind": "a"})
        self.assertEqual((request.path, request.param("name"), request.param("y")), ("/a", "A &", None))
        self.assertEqual(request.headers["x-kind"], "a")
        self.assertEqual(request.text(), "text")

    def test_a_body_is_json_or_comes_in_pieces(self):
        self.assertEqual(stub_request(json={"a": [1]}).json(), {"a": [1]})
        self.assertEqual(list(stub_request([b"a ", b"b"])), [b"a ", b"b"])
        with self.assertRaises(sluice.BadInput):
            stub_request("{").json()

    def test_what_an_async_def_is_given_is_awaited(self):
        async def read():
            pieces = [piece async for piece in stub_async_request([b"a", b"b"])]
            return pieces, await stub_async_request("text").text()

        self.assertEqual(asyncio.run(read()), ([b"a", b"b"], "text"))

    def test_trailers_are_there_once_the_body_has_been_read(self):
        request = stub_request("text", trailers={"Digest": "d"})
        self.assertEqual(len(request.trailers), 0)
        request.bytes()
        self.assertEqual(request.trailers["digest"], "d")


class ContextTest(unittest.TestCase):
    def test_one_of_which_nothing_is_set_is_a_first_attempt_with_time(self):
        context = StubContext()
        self.assertEqual((context.attempt, context.cancelled, context.last_progress), (1, False, None))
        self.assertGreater(context.remaining, 0)

    def test_its_parts_are_what_the_test_sets(self):
        past = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        context = StubContext("hello", attempt=2, last_progress=b"half", deadline=past)
        self.assertEqual((context.function, context.attempt, context.last_progress), ("hello", 2, b"half"))
        self.assertEqual((context.remaining, context.cancelled), (0, True))

    def test_it_keeps_what_is_logged_and_told_and_is_cancelled(self):
        context = StubContext()
        context.log.info("greeting %s", "Ada")
        context.progress("half")
        self.assertEqual((context.logged, context.told), ([("INFO", "greeting Ada")], [b"half"]))
        with self.assertRaises(ValueError):
            context.progress(bytes(65_537))
        context.cancel()
        self.assertTrue(context.cancelled)


class FunctionsTest(unittest.TestCase):
    def test_they_are_answered_for_by_the_test(self):
        before = os.environ.get("SLUICE_URL")
        with StubFunctions(shout=lambda request: request.text().upper() + request.query, price={"price": 42}) as functions:
            functions.answer("not-found", sluice.Response("no", 404))
            functions.answer("broken", lambda request: 1 / 0)
            self.assertEqual(post("/function/shout/a?x=1"), (200, "WHOx=1"))
            self.assertEqual(post("/async-function/shout"), (202, ""))
            self.assertEqual(post("/function/price"), (200, '{"price": 42}'))
            self.assertEqual(post("/function/not-found"), (404, "no"))
            self.assertEqual(post("/function/broken")[0], 502)
            self.assertEqual(post("/function/whisper"), (404, "the test answers for no function 'whisper'\n"))
            first, second = functions.calls("shout")
            self.assertEqual((first.path_and_query, first.body, first.later), ("/a?x=1", b"who", False))
            self.assertEqual(first.headers["authorization"], "Bearer token-of-the-test")
            self.assertTrue(second.later)
        self.assertEqual(os.environ.get("SLUICE_URL"), before)


class OwnershipTest(unittest.TestCase):
    def setUp(self):
        self.stub = StubOwnership()

    def refused(self, code):
        with self.assertRaises(sluice_ownership.OwnershipError) as raised:
            code()
        return raised.exception.reason

    def test_contexts_that_share_one_own_in_turn(self):
        one, other = StubContext(ownership=self.stub), StubContext(ownership=self.stub)
        with one.ownership.lock("nightly") as lock:
            first = lock.token
            self.assertEqual(self.refused(lambda: other.ownership.lock("nightly", wait=0)), "held_by_others")
        self.assertGreater(other.ownership.lock("nightly", wait=0).token, first)
        self.assertTrue(StubContext().ownership.lock("nightly", wait=0).held)

    def test_what_the_test_takes_away_is_lost(self):
        told = []
        late = self.stub.lock("nightly", on_loss=lambda: told.append("lost"))
        token = late.token
        self.stub.lose("nightly")
        self.assertEqual(told, ["lost"])
        self.assertEqual(self.refused(lambda: late.token), "lease_lost")
        self.stub.put("result", "next", token=self.stub.lock("nightly").token)
        self.assertEqual(self.refused(lambda: self.stub.put("result", "late", token=token)), "token_stale")

    def test_keys_are_compared_and_set(self):
        first = self.stub.put("k", "a", if_version=0)
        self.assertEqual(self.refused(lambda: self.stub.put("k", "b", if_version=0)), "key_differs")
        self.stub.put("k", "b", if_value="a")
        self.assertEqual(self.stub.next_value("k", first, 5).value, "b")
        self.assertTrue(self.stub.remove("k"))
        self.assertIsNone(self.stub.get("k"))

    def test_a_barrier_opens_for_all_who_came(self):
        early = self.stub.arrive("stage", "a", 2, wait=0)
        self.assertEqual((early.open, early.generation, early.arrived), (False, 0, ["a"]))
        self.assertEqual(self.refused(lambda: self.stub.arrive("stage", "b", 3, wait=0)), "other_parties")
        self.assertTrue(self.stub.arrive("stage", "b", 2, wait=0).open)
        self.assertTrue(self.stub.arrive("stage", "a", 2, wait=0, generation=0).open)
        self.assertEqual((self.stub.barrier("stage").generation, self.stub.barrier("stage").arrived), (1, []))

    def test_permits_are_as_many_and_a_leader_is_found(self):
        self.stub.permit("pool", 2)
        self.stub.permit("pool", 2)
        self.assertEqual(self.refused(lambda: self.stub.permit("pool", 2, wait=0)), "held_by_others")
        with self.stub.lead("boss", "a:1", who="ann") as lead:
            leader = self.stub.leader("boss")
            self.assertEqual((leader.who, leader.value, leader.token), ("ann", "a:1", lead.token))
        self.assertIsNone(self.stub.next_leader("boss", leader.token, 5))


if __name__ == "__main__":
    unittest.main()
