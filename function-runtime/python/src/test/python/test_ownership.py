import http.server
import json
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../main/runtime/lib"))

from sluice_ownership import Ownership, OwnershipError  # noqa: E402

HELD = (200, {"name": "nightly", "token": 17, "lease": "1s"})


class Asked:
    def __init__(self, method, url, body, authorization):
        self.method, self.url, self.body, self.authorization = method, url, body, authorization
        self.at = time.monotonic()


class _Endless(bytes):
    """A body of which nothing is sent before the end."""

    def __new__(cls, end):
        body = super().__new__(cls, b"{}")
        body.end = end
        return body


class OwnershipTest(unittest.TestCase):
    def setUp(self):
        self.asked = []
        self.came = threading.Condition()
        self.answer = lambda asked: (204, None) if asked.method == "DELETE" else HELD
        test = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, body, self.headers.get("Authorization"))
                with test.came:
                    test.asked.append(asked)
                    test.came.notify_all()
                status, tree = test.answer(asked)
                text = b"" if tree is None else tree if isinstance(tree, bytes) else json.dumps(tree).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if isinstance(text, _Endless):
                    text.end.wait(20)
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_DELETE = _serve

            def log_message(self, *words):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        url = "http://127.0.0.1:%d/namespaces/team-a" % self.server.server_address[1]
        self.ownership = Ownership({"SLUICE_URL": url, "SLUICE_TOKEN": "of-the-instance"})

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, method, count):
        with self.came:
            found = self.came.wait_for(lambda: sum(one.method == method for one in self.asked) >= count, 10)
        self.assertTrue(found, "no %d requests of %s came" % (count, method))

    def refused(self, reason, code):
        with self.assertRaises(OwnershipError) as raised:
            code()
        self.assertEqual(reason, raised.exception.reason)
        return str(raised.exception)

    def test_a_lock_is_acquired_renewed_and_released(self):
        with self.ownership.lock("nightly", lease=1, wait=0, who="ann b") as lock:
            self.assertEqual(17, lock.token)
            self.wait_for("PUT", 3)
            self.assertTrue(lock.held)
        self.assertEqual(
            "/namespaces/team-a/ownership/locks/nightly?lease=1000ms&wait=0ms&who=ann%20b", self.asked[0].url
        )
        self.assertEqual("Bearer of-the-instance", self.asked[0].authorization)
        self.assertEqual("/namespaces/team-a/ownership/locks/nightly/17", self.asked[1].url)
        self.assertLess(self.asked[1].at - self.asked[0].at, 0.75)
        self.assertEqual("DELETE", self.asked[-1].method)
        self.assertFalse(lock.held)

    def test_an_answer_that_breaks_off_is_not_waited_for_longer_than_the_lease_allows(self):
        end = threading.Event()
        self.addCleanup(end.set)

        def late(asked):
            if asked.method != "PUT":
                return HELD
            end.wait(0.35)
            return 200, _Endless(end)

        self.answer = late
        lost = threading.Event()
        self.ownership.lock("nightly", lease=1, on_loss=lost.set)
        self.assertTrue(lost.wait(10))
        self.assertLess(time.monotonic() - self.asked[0].at, 1)

    def test_what_is_not_renewed_is_lost_before_others_can_own_it(self):
        away = (503, {"reason": "ownership_unavailable", "detail": "away"})
        self.answer = lambda asked: HELD if asked.method == "POST" else away
        lost = threading.Event()
        lock = self.ownership.lock("nightly", lease=1, on_loss=lost.set)
        self.assertTrue(lost.wait(10))
        self.assertLess(time.monotonic() - self.asked[0].at, 1)
        told = self.refused("lease_lost", lambda: lock.token)
        self.assertTrue(told.startswith("'nightly' is not held any more with the token 17"), told)

    def test_a_gateway_that_answers_nothing_is_not_waited_for_longer_than_the_lease_allows(self):
        end = threading.Event()
        self.answer = lambda asked: HELD if asked.method == "POST" else (end.wait(10), HELD)[1]
        lost = threading.Event()
        self.ownership.lock("nightly", lease=1, on_loss=lost.set)
        self.assertTrue(lost.wait(10))
        self.assertLess(time.monotonic() - self.asked[0].at, 1)
        end.set()

    def test_who_is_told_that_others_hold_it_has_lost_it_at_once(self):
        others = (409, {"reason": "lease_lost", "detail": "others"})
        self.answer = lambda asked: HELD if asked.method == "POST" else others
        lost = threading.Event()
        self.ownership.lock("nightly", lease=3, on_loss=lost.set)
        self.assertTrue(lost.wait(10))
        self.assertLess(time.monotonic() - self.asked[0].at, 2)

    def test_who_has_waited_long_renews_at_once_and_counts_from_there(self):
        self.answer = lambda asked: (threading.Event().wait(0.6 if asked.method == "POST" else 0), HELD)[1]
        with self.ownership.lock("nightly", lease=1) as lock:
            self.assertEqual("PUT", self.asked[1].method)
            self.assertTrue(lock.held)

    def test_who_does_not_get_it_is_told_why(self):
        self.answer = lambda asked: (409, {"reason": "held_by_others", "detail": "The lock is held."})
        self.assertEqual(
            "The lock is held.", self.refused("held_by_others", lambda: self.ownership.lock("nightly", wait=0))
        )
        with self.assertRaisesRegex(ValueError, "lease is 0.5: allowed is 1 to 3600 seconds"):
            self.ownership.lock("nightly", lease=0.5)

    def test_permits_and_leaders_are_held_like_locks(self):
        self.ownership.permit("pool", 3, wait=0).release()
        self.ownership.lead("boss", "host-1:9000", wait=0).release()
        self.assertIn("/ownership/semaphores/pool?permits=3&", self.asked[0].url)
        self.assertIn("/ownership/elections/boss?value=host-1%3A9000&", self.asked[2].url)
        self.answer = lambda asked: (200, {"holders": [{"who": "ann", "token": 9, "lease": "1s", "value": "a:1"}]})
        leader = self.ownership.leader("boss")
        self.assertEqual(("ann", "a:1", 9), (leader.who, leader.value, leader.token))
        self.answer = lambda asked: (200, {"holders": []})
        self.assertIsNone(self.ownership.next_leader("boss", 9, 5))

    def test_keys_are_read_written_and_waited_for(self):
        self.answer = lambda asked: (200, {"name": "k", "version": 5})
        self.assertEqual(5, self.ownership.put("a/b", "v", if_version=4, ttl=30, token=17))
        self.assertTrue(self.asked[0].url.endswith("/ownership/keys/a%2Fb?ifVersion=4&ttl=30000ms&token=17"))
        self.assertEqual(b"v", self.asked[0].body)
        key = {"name": "k", "value": "v", "version": 5, "expiresAt": "2026-11-30T12:00:00Z", "token": 17}
        self.answer = lambda asked: (200, key)
        found = self.ownership.next_value("k", 4, 5)
        self.assertEqual(("v", 5, 17, 2026), (found.value, found.version, found.token, found.expires_at.year))
        self.answer = lambda asked: (404, {"reason": "no_such_key", "detail": "There is none."})
        self.assertIsNone(self.ownership.get("k"))
        self.assertFalse(self.ownership.remove("k"))

    def test_a_barrier_is_come_to_in_pieces_with_the_generation_that_was_told(self):
        def stands(is_open):
            return 200, {"open": is_open, "generation": 4, "parties": 3, "arrived": [] if is_open else ["a"]}

        self.answer = lambda asked: stands(len(self.asked) > 1)
        came = self.ownership.arrive("stage", "a", 3, wait=60)
        self.assertEqual((True, 4, []), (came.open, came.generation, came.arrived))
        self.assertRegex(self.asked[0].url, r"/ownership/barriers/stage\?party=a&parties=3&wait=\d+ms$")
        self.assertRegex(self.asked[1].url, r"\?party=a&parties=3&generation=4&wait=\d+ms$")
        self.answer = lambda asked: stands(False)
        self.assertFalse(self.ownership.arrive("stage", "a", 3, wait=0, generation=4).open)
        self.assertTrue(self.asked[2].url.endswith("&generation=4&wait=0ms"), self.asked[2].url)
        self.answer = lambda asked: (200, {"generation": 5, "parties": 3, "arrived": ["a"]})
        self.assertEqual((5, ["a"]), (self.ownership.barrier("stage").generation, self.ownership.barrier("stage").arrived))
        self.answer = lambda asked: (409, {"reason": "other_parties", "detail": "Those who wait say parties=3."})
        self.refused("other_parties", lambda: self.ownership.arrive("stage", "b", 2))

    def test_what_cannot_be_asked_is_told_in_a_sentence(self):
        told = self.refused("no_platform", lambda: Ownership({}).get("k"))
        self.assertTrue(told.startswith("The environment has no SLUICE_URL"), told)
        self.answer = lambda asked: (502, b"<html>")
        told = self.refused("unreachable", lambda: self.ownership.get("k"))
        self.assertEqual("What answered GET /ownership/keys/k with 502 is no gateway of the platform.", told)
        told = self.refused("unreachable", lambda: Ownership({"SLUICE_URL": "http://127.0.0.1:1"}).get("k"))
        self.assertIn("did not answer GET /ownership/keys/k, and whether it did it is not known", told)


if __name__ == "__main__":
    unittest.main()
