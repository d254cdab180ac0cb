"""An asynchronous function for rehearsals."""

import asyncio


async def handler(request, context):
    if request.path == "/fail":
        raise ValueError("as rehearsed")
    await asyncio.sleep(0)
    if request.path == "/stream":
        return pieces()
    return {"data": await request.text(), "attempt": context.attempt}


async def pieces():
    yield "one"
    await asyncio.sleep(0)
    yield "two"
