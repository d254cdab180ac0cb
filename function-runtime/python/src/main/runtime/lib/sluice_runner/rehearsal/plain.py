"""A function for rehearsals."""

import logging


def start():
    logging.getLogger("rehearsal").debug("start")


def handler(request, context):
    data = request.json() if request.method == "POST" else request.params
    if request.path == "/fail":
        raise ValueError("as rehearsed")
    if request.path == "/stream":
        return (piece for piece in ("one", "two"))
    if request.path == "/text":
        return "text"
    context.progress(b"half")
    return {"data": data, "attempt": context.attempt, "left": context.remaining > 0}, 200, {"X-Rehearsal": "yes"}
