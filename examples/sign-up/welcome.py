"""Writes the welcome that a user gets by each of the ways that the user prefers: none, mail, text, or both."""

# Who sends texts takes them as mails to this domain.
TEXTS = "texts.example.com"


async def handler(request, context):
    user = (await request.json())["user"]
    return [welcome(user, way) for way in user.get("by", [])]


def welcome(user, way):
    to = user["email"] if way == "mail" else "%s@%s" % (user["phone"], TEXTS)
    return {"by": way, "to": to, "subject": "Welcome, %s" % user["name"], "text": "It is good to have you here.\n"}
