"""Bytes to and from a gateway, by a Unix domain socket or by TCP with TLS. Neither reading nor writing waits."""

import os
import select
import socket

_STEP = 64 * 1024


class NoGateway(Exception):
    """Nobody is there, or somebody else."""


class PlainWire:
    """A connected stream socket."""

    def __init__(self, connection: socket.socket):
        self._socket = connection
        connection.setblocking(False)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self):
        """What has arrived; empty at the end, None if there is nothing."""
        try:
            return self._socket.recv(_STEP)
        except (BlockingIOError, InterruptedError):
            return None

    def write(self, data: bytearray) -> bool:
        """Takes from the front of these bytes what can leave now, and says whether all has."""
        while data:
            try:
                with memoryview(data) as view:
                    sent = self._socket.send(view[:_STEP])
            except (BlockingIOError, InterruptedError):
                return False
            del data[:sent]
        return True

    def close(self) -> None:
        self._socket.close()


class TlsWire:
    """TLS 1.3 over a connected stream socket. The caller sees to it that one thread at a time is in here."""

    def __init__(self, connection: socket.socket, tls, arrived, leaving):
        self._plain = PlainWire(connection)
        self._tls = tls
        self._arrived = arrived
        self._leaving = leaving
        self._encrypted = bytearray()

    def fileno(self) -> int:
        return self._plain.fileno()

    def read(self):
        import ssl

        came = self._plain.read()
        if came == b"":
            return b""
        if came:
            self._arrived.write(came)
        whole = bytearray()
        try:
            while True:
                piece = self._tls.read(_STEP)
                if not piece:
                    return bytes(whole)
                whole += piece
        except ssl.SSLWantReadError:
            return bytes(whole) or None
        except ssl.SSLError as e:
            raise OSError("the TLS connection is broken: %s" % e)

    def write(self, data: bytearray) -> bool:
        if data:
            self._tls.write(bytes(data))
            del data[:]
        self._encrypted += self._leaving.read()
        return self._plain.write(self._encrypted)

    def close(self) -> None:
        self._plain.close()


def connect_local(path: str) -> PlainWire:
    """By a Unix domain socket. Raises NoGateway."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(path)
    except OSError as e:
        connection.close()
        raise NoGateway(str(e))
    return PlainWire(connection)


def connect_tls(address: str, certificate: str) -> TlsWire:
    """By TCP with TLS, to the one certificate of a PEM file, whatever its name and dates. Raises NoGateway."""
    import ssl

    host, _, port = address.rpartition(":")
    try:
        with open(certificate, encoding="ascii") as file:
            pinned = ssl.PEM_cert_to_DER_cert(file.read().strip())
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout=10)
    except (OSError, ValueError) as e:
        raise NoGateway(str(e))
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        # The certificate is compared below, byte for byte; that its owner holds the key is proven by every handshake.
        context.verify_mode = ssl.CERT_NONE
        arrived, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(arrived, leaving)
        _shake_hands(connection, tls, arrived, leaving)
        if tls.getpeercert(binary_form=True) != pinned:
            raise NoGateway("it shows another certificate than that of %s" % certificate)
        return TlsWire(connection, tls, arrived, leaving)
    except (OSError, NoGateway) as e:
        connection.close()
        raise e if isinstance(e, NoGateway) else NoGateway(str(e))


def _shake_hands(connection, tls, arrived, leaving) -> None:
    import ssl

    while True:
        try:
            tls.do_handshake()
            connection.sendall(leaving.read())
            return
        except ssl.SSLWantReadError:
            connection.sendall(leaving.read())
            came = connection.recv(_STEP)
            if not came:
                raise OSError("it hung up")
            arrived.write(came)


class Waker:
    """Ends a wait of another thread for the wire."""

    def __init__(self):
        self._in, self._out = os.pipe()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def fileno(self) -> int:
        return self._in

    def wake(self) -> None:
        try:
            os.write(self._out, b"x")
        except (BlockingIOError, OSError):
            pass

    def clear(self) -> None:
        try:
            while os.read(self._in, 512):
                pass
        except (BlockingIOError, OSError):
            pass

    def close(self) -> None:
        os.close(self._in)
        os.close(self._out)


def wait(wire, waker: Waker, writing: bool):
    """Waits until the wire can be read, written if that is wanted, or the waker wakes; says what of the wire is ready."""
    poll = select.poll()
    poll.register(wire.fileno(), select.POLLIN | (select.POLLOUT if writing else 0))
    poll.register(waker.fileno(), select.POLLIN)
    readable = writable = False
    for descriptor, events in poll.poll():
        if descriptor == waker.fileno():
            waker.clear()
        else:
            readable = bool(events & (select.POLLIN | select.POLLHUP | select.POLLERR))
            writable = bool(events & select.POLLOUT)
    return readable, writable
