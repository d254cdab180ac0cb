"""Takes one page of a book, as ``{"page": 7, "text": "…"}``, and answers with each word of it and how often it is there."""

import re
from collections import Counter

WORD = re.compile(r"\w+")


async def handler(request, context):
    page = await request.json()
    counts = Counter(WORD.findall(page["text"].lower()))
    return [{"word": word, "page": page["page"], "count": count} for word, count in counts.items()]
