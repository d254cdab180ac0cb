"""Takes a JPEG and answers it as a PNG of ``?width=`` pixels, 16 to 2,048, 320 when not said; never enlarges."""

import io

import sluice
from PIL import Image

# 20 MiB: what a camera makes.
MOST_BYTES = 20 * 1024 * 1024

MOST_PIXELS = 25_000_000


def handler(request, context):
    if request.method not in ("POST", "PUT"):
        return refuse(405, "Send the JPEG as the body of a POST.", {"Allow": "POST, PUT"})
    width = request.param("width", "320")
    if not (width.isascii() and width.isdigit() and len(width) <= 4 and 16 <= int(width) <= 2048):
        return refuse(400, "The parameter 'width' must be a whole number from 16 to 2048.")
    jpeg = request.read(MOST_BYTES + 1)
    if len(jpeg) > MOST_BYTES:
        return refuse(413, "The image is larger than the 20 MiB allowed.")
    if jpeg[:3] != b"\xff\xd8\xff":
        return refuse(415, "The body is not a JPEG: it does not begin with FF D8 FF.")
    try:
        return thumbnail(jpeg, int(width))
    except (OSError, SyntaxError) as e:
        return refuse(400, "The JPEG is damaged or of a kind that is not understood: %s" % e)


def thumbnail(jpeg, width):
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        original = image.size
        if original[0] * original[1] > MOST_PIXELS:
            allowed = "The image has %d x %d pixels: at most %d are allowed." % (*original, MOST_PIXELS)
            return refuse(413, allowed)
        width = min(width, original[0])
        height = max(1, int(original[1] * width / original[0] + 0.5))
        # What the decoder leaves out by itself is never in memory.
        image.draft("RGB", (2 * width, 2 * height))
        small = image.convert("RGB").resize((width, height), Image.Resampling.BOX)
    png = io.BytesIO()
    small.save(png, "PNG")
    return sluice.Response(
        png.getvalue(), 200, {"Content-Type": "image/png", "X-Original-Size": "%dx%d" % original}
    )


def refuse(status, sentence, headers=()):
    return sluice.Response(sentence + "\n", status, headers)
