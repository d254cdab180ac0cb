"""vectors.py RUNTIME FILE: reads each vector of the file by the runner's own code, and prints it as that writes it."""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/lib")

from sluice_runner import protocol  # noqa: E402


def rewritten(data: bytes) -> str:
    decoder = protocol.Decoder()
    decoder.feed(data)
    try:
        frame = decoder.next()
        return "not one frame" if frame is None or decoder.next() is not None else protocol.encode(frame).hex()
    except protocol.ProtocolError:
        return "refused"


with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        if line.strip() and not line.startswith("#"):
            name, bytes_of_it = line.rstrip("\n").split(" | ")[:2]
            print("%s | %s" % (name, rewritten(bytes.fromhex(bytes_of_it))))
