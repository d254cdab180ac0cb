"""A greeting: as text, as JSON, or bit by bit."""

import asyncio


def start(instance):
    instance.log.info("%s is ready to greet", instance.function)


async def handler(request, context):
    name = request.param("name") or await request.text() or "world"
    if request.path == "/json":
        return {"greeting": "Hello, %s!" % name, "version": context.version}
    if request.path == "/slowly":
        return letters("Hello, %s!" % name)
    context.log.info("greeting %s", name)
    return "Hello, %s!" % name


async def letters(text):
    for letter in text:
        yield letter
        await asyncio.sleep(0.01)
