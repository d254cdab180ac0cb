"""What the functions of a namespace own, one at a time, at the gateway of the instance: ``context.ownership``."""

import datetime
import http.client
import json
import math
import threading
import time
import urllib.parse

__all__ = ["Ownership", "OwnershipError", "Hold", "KeyValue", "Leader", "Barrier"]

_LONGEST_WAIT = 60.0  # of a request
_ANSWER = 20.0  # a gateway answers, or fails, in less


class OwnershipError(Exception):
    """What was asked of the platform was not done: ``reason`` is a word that stays the same, the text a sentence."""

    def __init__(self, reason, message):
        super().__init__(message)
        self.reason = reason


class KeyValue:
    """A key as it stands: ``value``, ``version``, ``expires_at`` (UTC) and ``token``, the greatest that it was written with, or None."""

    def __init__(self, tree):
        self.value = tree["value"]
        self.version = tree["version"]
        expiry = tree.get("expiresAt")
        self.expires_at = None if expiry is None else datetime.datetime.fromisoformat(expiry.replace("Z", "+00:00"))
        self.token = tree.get("token")


class Leader:
    """Who leads an election: ``who``, ``value``, ``token``."""

    def __init__(self, tree):
        self.who = tree["who"]
        self.value = tree["value"]
        self.token = tree["token"]


class Barrier:
    """How a barrier stands: ``open`` for who came, ``generation`` to which he came, ``parties``, and who has ``arrived``."""

    def __init__(self, tree):
        self.open = tree.get("open", False)
        self.generation = tree["generation"]
        self.parties = tree["parties"]
        self.arrived = tree["arrived"]


class Ownership:
    """The one that ``SLUICE_URL`` and ``SLUICE_TOKEN`` of an environment lead to. May be used on all threads; each call blocks its own.

    Times are seconds. Of ``lock``, ``permit`` and ``lead`` the options are ``lease`` (15, from 1 to 3600), ``wait`` while others hold it (30),
    ``who`` (the function and its instance) and ``on_loss``, called once on a thread of its own if it is lost, before others can own it.
    """

    def __init__(self, environ):
        self._address = environ.get("SLUICE_URL", "")
        self._token = environ.get("SLUICE_TOKEN", "")

    def lock(self, name, **options) -> "Hold":
        """Acquires a lock: ``with ownership.lock("nightly") as lock``."""
        return self._acquired("locks", name, {}, **options)

    def permit(self, semaphore, permits, **options) -> "Hold":
        """Acquires one of so many permits, the same number for all who use the semaphore."""
        return self._acquired("semaphores", semaphore, {"permits": permits}, **options)

    def lead(self, election, value, **options) -> "Hold":
        """Becomes the leader, and publishes a value."""
        return self._acquired("elections", election, {"value": value}, **options)

    def _acquired(self, sort, name, more, *, lease=15.0, wait=30.0, who=None, on_loss=None):
        if not 1 <= lease <= 3600:
            raise ValueError("lease is %s: allowed is 1 to 3600 seconds" % lease)
        end = time.monotonic() + wait
        while True:
            began = time.monotonic()
            most = _piece(end)
            query = dict(more, lease=_millis(lease), wait=_millis(most), who=who)
            try:
                token = self._ask("POST", (sort, name), query, most + _ANSWER)["token"]
            except OwnershipError as e:
                if e.reason != "held_by_others" or time.monotonic() >= end:
                    raise
            else:
                return Hold(self, sort, name, token, lease, on_loss)._begin(began)

    def leader(self, election):
        """Who leads, or None."""
        return _leader(self._ask("GET", ("elections", election)))

    def next_leader(self, election, token, wait):
        """Who leads as soon as the token is another one (0: nobody's), or after the time."""
        return _changed(
            wait,
            lambda most: _leader(
                self._ask("GET", ("elections", election), {"after": token, "wait": _millis(most)}, most + _ANSWER)
            ),
            lambda leader: (leader.token if leader else 0) != token,
        )

    def get(self, key):
        """The KeyValue, or None."""
        return self._key({}, key, _ANSWER)

    def next_value(self, key, version, wait):
        """The KeyValue as soon as its version is another one (0: none), or after the time."""
        return _changed(
            wait,
            lambda most: self._key({"after": version, "wait": _millis(most)}, key, most + _ANSWER),
            lambda value: (value.version if value else 0) != version,
        )

    def _key(self, query, key, most):
        try:
            return KeyValue(self._ask("GET", ("keys", key), query, most))
        except OwnershipError as e:
            if e.reason == "no_such_key":
                return None
            raise

    def put(self, key, value, *, if_version=None, if_value=None, ttl=None, token=None) -> int:
        """Writes a text, and returns the key's new version. Raises ``key_differs`` or ``token_stale``."""
        query = {"ifVersion": if_version, "ifValue": if_value, "ttl": _millis(ttl), "token": token}
        return self._ask("PUT", ("keys", key), query, body=value.encode("utf-8"))["version"]

    def remove(self, key, *, if_version=None, if_value=None, token=None) -> bool:
        """Whether there was one."""
        try:
            self._ask("DELETE", ("keys", key), {"ifVersion": if_version, "ifValue": if_value, "token": token})
        except OwnershipError as e:
            if e.reason == "no_such_key":
                return False
            raise
        return True

    def barrier(self, name) -> Barrier:
        """How it stands; of generation 0 if nobody ever came."""
        return Barrier(self._ask("GET", ("barriers", name)))

    def arrive(self, barrier, party, parties, *, wait=30.0, generation=None) -> Barrier:
        """Comes to a barrier, and waits until all have come. It is not ``open`` if that took longer: who goes on waiting says the ``generation`` that
        he was told."""
        came = None

        def arrived(most):
            nonlocal came
            query = {
                "party": party,
                "parties": parties,
                "generation": came.generation if came else generation,
                "wait": _millis(most),
            }
            came = Barrier(self._ask("POST", ("barriers", barrier), query, most + _ANSWER))
            return came

        return _changed(wait, arrived, lambda now: now.open)

    def _ask(self, method, path, query=(), most=_ANSWER, body=b""):
        if not self._address:
            raise OwnershipError(
                "no_platform",
                "The environment has no SLUICE_URL, so there is no platform to ask: run the function on one, or give its"
                " test a StubOwnership.",
            )
        at = "/ownership/" + "/".join(urllib.parse.quote(part, safe="") for part in path)
        told = {name: value for name, value in dict(query).items() if value is not None}
        url = urllib.parse.urlsplit(self._address)
        end = time.monotonic() + most
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=max(0.001, most))
        try:
            connection.request(
                method,
                url.path + at + ("?" + urllib.parse.urlencode(told, quote_via=urllib.parse.quote, safe="") if told else ""),
                body,
                {"Authorization": "Bearer " + self._token},
            )
            channel = connection.sock
            answer = connection.getresponse()
            # The timeout of a socket is that of each step.
            channel.settimeout(max(0.001, end - time.monotonic()))
            text = answer.read()
        except (OSError, http.client.HTTPException) as e:
            raise OwnershipError(
                "unreachable",
                "The platform at %s did not answer %s %s, and whether it did it is not known: %s"
                % (self._address, method, at, e or type(e).__name__),
            ) from None
        finally:
            connection.close()
        return _tree(text, answer.status, method + " " + at)


def _tree(text, status, asked):
    try:
        tree = json.loads(text) if text else {}
        if status < 300:
            return tree
        refusal = OwnershipError(tree["reason"], tree["detail"])
    except (ValueError, KeyError, TypeError):
        raise OwnershipError(
            "unreachable", "What answered %s with %d is no gateway of the platform." % (asked, status)
        ) from None
    raise refusal


def _millis(seconds):
    return None if seconds is None else "%dms" % math.ceil(seconds * 1000)


def _leader(tree):
    holders = sorted(tree["holders"], key=lambda holder: holder["token"])
    return Leader(holders[-1]) if holders else None


def _piece(end):
    return min(_LONGEST_WAIT, max(0.0, end - time.monotonic()))


def _changed(wait, ask, is_new):
    """Asks in pieces of what a gateway lets wait."""
    end = time.monotonic() + wait
    while True:
        found = ask(_piece(end))
        if is_new(found) or time.monotonic() >= end:
            return found


class Hold:
    """A lock, a permit or the lead, as long as it is held. It is renewed by a thread of its own, which alone calls the handler and releases.

    It counts as lost when three quarters of its lease have gone by, from before the last renewal was asked for, by the monotonic clock: before
    anybody else can hold it.
    """

    def __init__(self, ownership, sort, name, token, lease, on_loss):
        self.name = name
        self._ownership = ownership
        self._path = (sort, name, str(token))
        self._token = token
        self._lease = lease
        self._on_loss = on_loss
        self._changed = threading.Condition()
        self._state = "held"
        self._renewed = 0.0
        self._thread = threading.Thread(target=self._run, name="sluice-hold-" + name, daemon=True)

    def _begin(self, began):
        self._renewed = began
        if time.monotonic() - began > self._lease / 3:
            # When in the wait the lease began is not known, so it is counted from now.
            now = time.monotonic()
            try:
                self._ask("PUT", _ANSWER)
            except BaseException:
                self._state = "released"
                raise
            finally:
                self._renewed = now
                self._thread.start()
        else:
            self._thread.start()
        return self

    @property
    def token(self) -> int:
        """The fencing token: pass it to what is changed. Looks at the clock first; raises ``lease_lost`` if it is not held any more."""
        if not self.held:
            raise OwnershipError(
                "lease_lost",
                "'%s' is not held any more with the token %d: it was released, or its lease was not renewed in time. Stop"
                " what it protects, and acquire it anew." % (self.name, self._token),
            )
        return self._token

    @property
    def held(self) -> bool:
        with self._changed:
            if self._state == "held" and self._left() <= 0:
                self._end("lost")
            return self._state == "held"

    def release(self) -> None:
        """Does nothing if it is lost or was released."""
        with self._changed:
            if self._state == "held":
                self._end("released")
        if threading.current_thread() is not self._thread:
            self._thread.join(_ANSWER)

    def __enter__(self):
        return self

    def __exit__(self, *thrown):
        self.release()

    def _end(self, state):
        self._state = state
        self._changed.notify_all()

    def _left(self):
        return self._renewed + self._lease * 3 / 4 - time.monotonic()

    def _run(self):
        pause = self._lease / 3
        while self._held_after(pause):
            pause = self._lease / (3 if self._renew() else 12)
        try:
            if self._state == "lost" and self._on_loss:
                self._on_loss()
        finally:
            # Also of what is lost: nobody needs to wait for the rest of the lease.
            try:
                self._ask("DELETE", _ANSWER)
            except OwnershipError:
                pass

    def _held_after(self, pause):
        end = time.monotonic() + pause
        with self._changed:
            while self.held:
                left = end - time.monotonic()
                if left <= 0:
                    return True
                self._changed.wait(max(0.001, min(left, self._left())))
            return False

    def _renew(self):
        now = time.monotonic()
        try:
            self._ask("PUT", max(0.001, min(_ANSWER, self._left())))
        except OwnershipError as e:
            if e.reason == "lease_lost":
                with self._changed:
                    if self._state == "held":
                        self._end("lost")
            return False
        self._renewed = now
        return True

    def _ask(self, method, most):
        self._ownership._ask(method, self._path, most=most)
