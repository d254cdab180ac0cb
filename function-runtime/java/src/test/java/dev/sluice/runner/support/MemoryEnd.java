package dev.sluice.runner.support;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.link.Outbox;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.session.Session;
import dev.sluice.testkit.protocol.GatewayEnd;
import dev.sluice.testkit.protocol.SocketEnd;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** The gateway's end of a session in the same process: no bytes, no socket. The test's thread is the connection's. */
public final class MemoryEnd extends GatewayEnd {

    private final Session session;
    private boolean closed;

    public MemoryEnd(RecordingHost host, Console console, ThreadFactory threads) {
        session = new Session(new Frames(), new Specialiser(), host, console, threads);
    }

    @Override
    public synchronized void send(Frame... frames) {
        try {
            for (Frame frame : frames) {
                session.receive(SocketEnd.copied(frame));
            }
            session.batchEnds();
        } catch (ProtocolException e) {
            closed = true;
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Frames implements Outbox {

        @Override
        public void send(Frame frame) {
            arrived(SocketEnd.copied(frame));
        }

        @Override
        public void send(Frame first, Frame second) {
            send(first);
            send(second);
        }

        @Override
        public void log(Frame.Log line) {
            arrived(line);
        }

        @Override
        public void awaitRoom() {}

        @Override
        public void flush(Duration most) {}
    }
}
