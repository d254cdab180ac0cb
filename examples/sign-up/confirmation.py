"""Writes the mail that asks a new user to confirm the address; the user goes on with it."""

import hashlib
import hmac
import os


async def handler(request, context):
    user = await request.json()
    user.pop("signature", None)
    code = hmac.new(os.environ["SIGN_UP_KEY"].encode(), user["email"].encode(), hashlib.sha256).hexdigest()[:8]
    return {
        "to": user["email"],
        "subject": "Please confirm your address",
        "text": "Hello %s,\n\nyour code is %s.\n" % (user["name"], code),
        "user": user,
    }
