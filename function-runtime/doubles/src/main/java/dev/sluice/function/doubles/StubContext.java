package dev.sluice.function.doubles;

import dev.sluice.function.Context;
import dev.sluice.function.EventAttributes;
import dev.sluice.function.ownership.Ownership;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The context of a call, whose parts the test sets: what it sets none of is a first attempt of version 1 that has ten minutes, an empty
 * environment, and nobody who cancels it. Keeps what the function logs and tells of its progress. Thread-safe.
 */
public final class StubContext implements Context {

    private static final int MAX_PROGRESS_BYTES = 65_536;

    private final String function;
    private final List<LogLine> logged = new CopyOnWriteArrayList<>();
    private final List<byte[]> told = new CopyOnWriteArrayList<>();
    private volatile Instant deadline = Instant.now().plus(Duration.ofMinutes(10));
    private volatile Map<String, String> environment = Map.of();
    private volatile Ownership ownership = new StubOwnership();
    private volatile int version = 1;
    private volatile int attempt = 1;
    private volatile boolean cancelled;
    private volatile @Nullable Instant accepted;
    private volatile @Nullable Instant scheduled;
    private volatile byte @Nullable [] lastProgress;
    private volatile @Nullable EventAttributes event;

    /** What the function logged: the level, and the text with its parameters in it. */
    public record LogLine(System.Logger.Level level, String text) {}

    public StubContext(String function) {
        this.function = function;
    }

    public StubContext deadline(Instant value) {
        deadline = value;
        return this;
    }

    /** Variables and secrets, in the place of those that were set before. */
    public StubContext environment(Map<String, String> value) {
        environment = Map.copyOf(value);
        return this;
    }

    /** What is owned, if other contexts share it. Unless told it is a {@link StubOwnership} of its own. */
    public StubContext ownership(Ownership value) {
        ownership = value;
        return this;
    }

    public StubContext version(int value) {
        version = value;
        return this;
    }

    /** Which attempt it is, from 1, and what the one before told last. */
    public StubContext attempt(int value, byte... progressBefore) {
        attempt = value;
        lastProgress = progressBefore.length == 0 ? null : progressBefore.clone();
        return this;
    }

    /** Makes it a call that runs later. */
    public StubContext accepted(Instant value) {
        accepted = value;
        return this;
    }

    public StubContext scheduled(Instant value) {
        scheduled = value;
        return this;
    }

    public StubContext event(EventAttributes value) {
        event = value;
        return this;
    }

    /** The caller goes away. The platform would interrupt the function's thread as well; that is left to the test. */
    public void cancel() {
        cancelled = true;
    }

    /** What the function has logged, in order. */
    public List<LogLine> logged() {
        return List.copyOf(logged);
    }

    /** What the function has told of its progress, in order. */
    public List<byte[]> progress() {
        return List.copyOf(told);
    }

    @Override
    public String function() {
        return function;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Ownership ownership() {
        return ownership;
    }

    @Override
    public String invocationId() {
        return "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public boolean cancelled() {
        return cancelled || remaining().isZero();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Optional<Instant> accepted() {
        return Optional.ofNullable(accepted);
    }

    @Override
    public Optional<Instant> scheduled() {
        return Optional.ofNullable(scheduled);
    }

    @Override
    public Optional<byte[]> lastProgress() {
        return Optional.ofNullable(lastProgress).map(byte[]::clone);
    }

    @Override
    public Optional<EventAttributes> event() {
        return Optional.ofNullable(event);
    }

    @Override
    public void progress(byte[] bytes) {
        if (bytes.length > MAX_PROGRESS_BYTES) {
            throw new IllegalArgumentException(
                    "the progress of a call may have " + MAX_PROGRESS_BYTES + " bytes, this has " + bytes.length);
        }
        told.add(bytes.clone());
    }

    @Override
    public System.Logger logger() {
        return new RecordingLogger();
    }

    private final class RecordingLogger implements System.Logger {

        @Override
        public String getName() {
            return function;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
            logged.add(new LogLine(level, thrown == null ? String.valueOf(text) : text + ": " + thrown));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
            boolean plain = format == null || parameters == null || parameters.length == 0;
            logged.add(new LogLine(level, plain ? String.valueOf(format) : MessageFormat.format(format, parameters)));
        }
    }
}
