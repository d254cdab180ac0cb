package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/** A connection without a socket, in virtual time: the test's thread is its own. The runner "r1" with the token "token" is waited for. */
final class MemoryConnection implements Connection, Admission {

    private final Queue<Frame> sent = new ArrayDeque<>();
    private final List<LogLine> lines = new ArrayList<>();
    private final Guest guest = Guest.of(new RunnerId("r1"));
    private long now = Long.MAX_VALUE - 1_000_000_000L;
    private OptionalLong alarm = OptionalLong.empty();
    private boolean closed;
    private boolean ended;
    private boolean full;
    private boolean reading = true;
    private String refused = "";
    private Receiver receiver = new Greeting(this, this, LinkLimits.DEFAULT, lines::add);

    /** What the runner sends, at once. */
    void arrives(Frame... frames) {
        FrameEncoder encoder = new FrameEncoder();
        for (Frame frame : frames) {
            encoder.write(frame);
        }
        arrives(encoder.written());
    }

    void arrives(ByteBuffer bytes) {
        int length = bytes.remaining();
        bytes.get(receiver.input().room(length), receiver.input().at(), length);
        receiver = receiver.received(length);
        receiver.batchEnds();
        tellOfEnd();
    }

    /** Time passes, and what it was asked to wake up for happens. */
    void passes(Duration duration) {
        tellOfEnd();
        long until = now + duration.toNanos();
        while (alarm.isPresent() && alarm.getAsLong() - until <= 0) {
            now = alarm.getAsLong() - now > 0 ? alarm.getAsLong() : now;
            alarm = OptionalLong.empty();
            receiver.timePassed();
        }
        now = until;
        tellOfEnd();
    }

    /** The runner reads so little, or again so much. */
    void isFull(boolean is) {
        full = is;
        receiver.roomChanged();
    }

    private void tellOfEnd() {
        if (closed && !ended) {
            ended = true;
            receiver.ended();
        }
    }

    /** What is asked of the runner; it has said hello. */
    RunnerLink link() {
        return Objects.requireNonNull(guest.link().getNow(null), "no hello");
    }

    /** The next frame that was sent to the runner. */
    Frame next() {
        return sent.remove();
    }

    List<Frame> rest() {
        return List.copyOf(sent);
    }

    List<LogLine> lines() {
        return lines;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReading() {
        return reading;
    }

    boolean isAwaitingTime() {
        return alarm.isPresent();
    }

    /** Why the runner was refused, or empty. */
    String refused() {
        return refused;
    }

    @Override
    public Optional<Guest> admit(String token) {
        return token.equals("token") ? Optional.of(guest) : Optional.empty();
    }

    @Override
    public void refuse(String why) {
        refused = why;
        close();
    }

    @Override
    public void send(Frame frame) {
        ByteBuffer bytes = new FrameEncoder().write(frame).written();
        sent.add(Objects.requireNonNull(FrameDecoder.next(bytes)));
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void read(boolean wanted) {
        reading = wanted;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isOwnThread() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        throw new AssertionError("the test's thread is the connection's own");
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void wakeAt(long nanoTime) {
        if (alarm.isEmpty() || nanoTime - alarm.getAsLong() < 0) {
            alarm = OptionalLong.of(nanoTime);
        }
    }
}
