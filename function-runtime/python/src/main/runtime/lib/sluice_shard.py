"""The part of the keys of a function that is an instance's own."""

import hashlib


class Shard:
    """``number`` (from 0) of ``count``; ``range``, the first and the last hash of its keys, each of 16 hexadecimal digits, with ``-`` between them;
    ``token``, the fencing token of its owner where the spec says ``exclusive``, else None."""

    def __init__(self, environment):
        self.number = int(environment["SLUICE_SHARD"])
        self.count = int(environment["SLUICE_SHARDS"])
        self.range = environment["SLUICE_SHARD_RANGE"]
        self.token = int(environment["SLUICE_SHARD_TOKEN"]) if "SLUICE_SHARD_TOKEN" in environment else None

    def holds(self, key) -> bool:
        """Whether calls of this key come here. A key's hash is the first 64 bits of its SHA-256 in UTF-8."""
        digest = hashlib.sha256(str(key).encode("utf-8")).digest()
        return (int.from_bytes(digest[:8], "big") * self.count) >> 64 == self.number

    def __repr__(self):
        return "Shard %d of %d, %s" % (self.number, self.count, self.range)


def of(environment):
    """That of the instance with this environment; None if its function has no shards."""
    return Shard(environment) if "SLUICE_SHARD" in environment else None
