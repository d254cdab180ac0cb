"""Greets whoever the body names."""


def handler(request, context):
    name = request.text().strip() or "World"
    context.log.info("greeting %s", name)
    return "Hello, %s!\n" % name
