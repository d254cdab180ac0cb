"""Does what the first word of the body says."""

import os
import sys
import time


def act(request, context):
    what, _, text = request.text().partition(" ")
    return ACTS.get(what, fail)(text, context)


def fail(text, context):
    raise ValueError(text)


def say(text, context):
    print(text)
    return "printed"


def complain(text, context):
    print(text, file=sys.stderr)
    return "printed"


def count(text, context):
    """Prints ten lines, with time for others between them."""
    for i in range(10):
        print(text, i)
        time.sleep(0.005)
    return "counted"


def tell(text, context):
    context.progress(text)
    return "done"


def wait(text, context):
    while True:
        time.sleep(0.005)


def eat(text, context):
    eaten = []
    while True:
        eaten.append(bytearray(100_000))


ACTS = {
    "echo": lambda text, context: text,
    "print": say,
    "complain": complain,
    "count": count,
    "progress": tell,
    "wait": wait,
    "bad": lambda text, context: object(),
    "hungry": eat,
    "large": lambda text, context: bytes(int(text)),
    "length": lambda text, context: str(len(text)),
    "attempt": lambda text, context: "%s %d" % (context.invocation_id, context.attempt),
    "variable": lambda text, context: str(os.environ.get(text)),
    "shard": lambda text, context: "%d of %d, %s, %d: %s"
    % (context.shard.number, context.shard.count, context.shard.range, context.shard.token, "yes" if context.shard.holds(text) else "no"),
}


async def stream(request, context):
    async for piece in request:
        yield piece
