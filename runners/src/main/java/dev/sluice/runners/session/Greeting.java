package dev.sluice.runners.session;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.LogLine;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for the hello of a new connection, and refuses it unless one with a valid token comes in time. */
public final class Greeting implements Receiver {

    /** What a hello may have behind its length field: a token, a runtime's name, two numbers. */
    public static final int MAX_HELLO_BYTES = 512;

    private final Connection connection;
    private final Admission admission;
    private final LinkLimits limits;
    private final Consumer<LogLine> lines;
    private final long latest;
    private final FrameInput input = new FrameInput(MAX_HELLO_BYTES);
    private Frame.@Nullable Hello hello;
    private boolean over;

    /** @param lines takes what functions print, on the connection's thread: it must not block */
    public Greeting(Connection connection, Admission admission, LinkLimits limits, Consumer<LogLine> lines) {
        this.connection = connection;
        this.admission = admission;
        this.limits = limits;
        this.lines = lines;
        this.latest = connection.nanoTime() + limits.hello().toNanos();
        connection.wakeAt(latest);
    }

    @Override
    public FrameInput input() {
        return input;
    }

    @Override
    public Receiver received(int bytes) {
        if (over) {
            return this;
        }
        try {
            input.read(bytes, this::take);
            return hello == null ? this : answer(hello);
        } catch (ProtocolException e) {
            refuse(String.valueOf(e.getMessage()));
            return this;
        }
    }

    @Override
    public void batchEnds() {}

    @Override
    public void roomChanged() {}

    @Override
    public void timePassed() {
        if (over) {
            return;
        }
        if (latest - connection.nanoTime() <= 0) {
            refuse("it did not say hello in time");
        } else {
            connection.wakeAt(latest);
        }
    }

    @Override
    public void ended() {
        over = true;
    }

    private boolean take(Frame frame) {
        if (!(frame instanceof Frame.Hello first)) {
            throw new ProtocolException("its first frame is no HELLO");
        }
        hello = first;
        input.allowAll();
        return false;
    }

    private Receiver answer(Frame.Hello said) {
        if (said.oldest() > Protocol.VERSION || said.newest() < Protocol.VERSION) {
            refuse("it speaks protocol " + said.oldest() + " to " + said.newest() + " where " + Protocol.VERSION
                    + " is spoken");
            return this;
        }
        Optional<Guest> admitted = admission.admit(said.token());
        if (admitted.isEmpty()) {
            refuse("its token is not valid");
            return this;
        }
        Guest guest = admitted.get();
        over = true;
        Session session = new Session(guest.id(), connection, input, Feature.known(said.features()), limits, lines);
        if (!guest.link().complete(session)) {
            session.close();
        }
        // What came behind the hello.
        return session.received(0);
    }

    private void refuse(String why) {
        over = true;
        admission.refuse(why);
    }
}
