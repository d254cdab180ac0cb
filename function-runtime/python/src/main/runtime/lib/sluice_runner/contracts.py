"""How a handler is named, and by which contract it is called, which the names of its parameters tell."""

from typing import List, NamedTuple, Optional

REQUEST = "request"
EVENT = "event"
BOOK = "context"

_PARAMETERS = {REQUEST: ["request", "context"], EVENT: ["event", "context"], BOOK: ["context"]}

FORMS = (
    "a handler is 'def handler(request, context)' or 'async def handler(request, context)'; or one for kubeless,"
    " 'def handler(event, context)'; or, as in the book Designing Distributed Systems, 'def handler(context)'"
)


class Refused(Exception):
    """A sentence for the author."""


def split(handler: str, single: Optional[str]):
    """Module and name of a handler: ``module:name``, ``module.name``, or of a single file the name alone. Raises Refused."""
    module, colon, name = handler.rpartition(":")
    if not colon:
        module, _, name = handler.rpartition(".")
    module = (module[:-3] if module.endswith(".py") else module).replace("/", ".") or single or ""
    if not module or not name.isidentifier():
        raise Refused("'%s' is no handler: write MODULE:FUNCTION, as in main:handler" % handler)
    return module, name


class Signature(NamedTuple):
    """The parameters of a function: those that are given by position, which of them have a default, and others that must be given."""

    names: List[str]
    defaults: int
    variable: bool
    required_keywords: List[str]

    def __str__(self) -> str:
        return "(%s)" % ", ".join(self.names + (["*"] if self.variable else []) + ["%s=" % n for n in self.required_keywords])

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many values by position."""
        required = len(self.names) - self.defaults
        return not self.required_keywords and required <= count and (count <= len(self.names) or self.variable)


def of(signature: Signature) -> Optional[str]:
    """The contract that the names tell, None for none."""
    required = signature.names[: len(signature.names) - signature.defaults]
    names = [name.lstrip("_") for name in required]
    for word, wanted in _PARAMETERS.items():
        if names == wanted and not signature.required_keywords:
            return word
    return None


def chosen(signature: Signature, word: Optional[str]) -> Optional[str]:
    """The contract that was named, if the function can be called so, else what its names tell."""
    if word in _PARAMETERS:
        return word if signature.takes(len(_PARAMETERS[word])) else None
    return of(signature)


def refusal(name: str, place: str, signature: Signature) -> str:
    return "in %s: the function %s takes %s, by which it cannot be called: %s" % (place, name, signature, FORMS)
