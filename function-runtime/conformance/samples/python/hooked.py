"""Says what its hooks hear."""

started = "not started"


def start():
    global started
    started = "started"
    print("hello from start")


def act(request, context):
    return started


def notice(name, body):
    if name == "fault":
        raise ValueError("not wanted")
    print(name, body.decode())


def stop():
    print("bye from stop")
