package dev.sluice.core.protocol;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One message between a gateway and a runner. The bytes of each are laid down in {@code docs/protocol.md}; {@link
 * FrameEncoder} writes them, {@link FrameDecoder} reads them.
 *
 * <p>{@code stream} names the invocation that a frame belongs to, 1 to 2^31-1, chosen by the gateway, which
 * counts up and begins again at 1 after the last, leaving out those still open; frames without one belong to the connection.
 */
public sealed interface Frame {

    /** The form of reasons and of the names of notices. */
    Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /**
     * Runner to gateway, first frame of a connection. Its first two members never change their place, so that each side
     * can say what it lacks.
     *
     * @param oldest the oldest protocol that the runner speaks
     * @param newest the newest
     * @param token the one-time token that the runner was started with
     * @param features what it can beyond what every runner must, each by a word of {@link Feature}; others are passed over
     */
    record Hello(int oldest, int newest, String token, String runtime, long pid, List<String> features)
            implements Frame {
        public Hello {
            features = List.copyOf(features);
        }
    }

    /** Gateway to runner, its first frame: the protocol that is spoken from now on, and the features that are used. */
    record Welcome(int protocol, List<String> features) implements Frame {
        public Welcome {
            features = List.copyOf(features);
        }
    }

    /**
     * Gateway to runner, at most once: become an instance of this version.
     *
     * @param handler how the runtime finds what it is to call, in the runtime's own form
     * @param environment all variables that the function may see, secrets included
     * @param timeoutMillis the run budget of one invocation
     * @param concurrency how many invocations run at once
     * @param settings what else the runtime is told, by its own words
     */
    record Specialise(
            String function,
            int version,
            String handler,
            Artifact artifact,
            Map<String, String> environment,
            long timeoutMillis,
            int concurrency,
            Map<String, String> settings)
            implements Frame {

        /** The setting that has the contract by which the function is called, as it was found at the upload. */
        public static final String CONTRACT = "contract";

        /** The setting that has how many milliseconds the function may take to start, before its runner is given up. */
        public static final String START_MILLIS = "startMillis";

        public Specialise {
            environment = Map.copyOf(environment);
            settings = Map.copyOf(settings);
        }

        /** The same with one setting more. */
        public Specialise with(String setting, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(setting, value);
            return new Specialise(function, version, handler, artifact, environment, timeoutMillis, concurrency, more);
        }

        /** The same with these variables more. */
        public Specialise withVariables(Map<String, String> variables) {
            Map<String, String> more = new HashMap<>(environment);
            more.putAll(variables);
            return new Specialise(function, version, handler, artifact, more, timeoutMillis, concurrency, settings);
        }

        /** Without the environment, in which secrets are. */
        @Override
        public String toString() {
            return "Specialise[" + function + "@" + version + "]";
        }
    }

    /** Runner to gateway: invocations may come. {@code description} says what was found, for people. */
    record Specialised(String description, long micros) implements Frame {}

    /**
     * Runner to gateway: it cannot become that instance.
     *
     * @param reason a stable word in lower case with underscores, such as {@code handler_not_found}; {@link #RUNNER_FAILED}
     *     says that the runner is at fault, every other that the function is
     * @param hint what the author should do
     */
    record SpecialiseFailed(String reason, FunctionError error, String hint) implements Frame {

        /** The runner is at fault, or was specialised before. */
        public static final String RUNNER_FAILED = "runner_failed";

        public SpecialiseFailed {
            if (!WORD.matcher(reason).matches()) {
                throw new ProtocolException(
                        "'" + reason + "' is no reason of SPECIALISE_FAILED: it must be a word of at"
                                + " most 64 lower-case letters, digits and underscores");
            }
        }
    }

    /** What a runner sends for an invocation that it was given. */
    sealed interface OfCall extends Frame {

        int stream();
    }

    /** Gateway to runner. {@code end}: the invocation has no body. {@code runMillis}: what is left of its run budget. */
    record Invoke(int stream, String invocation, long runMillis, RequestHead head, boolean end) implements Frame {}

    /** Either way. {@code bytes} of a decoded frame is a view of the decoder's input. {@code end}: nothing follows. */
    record Data(int stream, ByteBuffer bytes, boolean end) implements OfCall {}

    /** Either way: ends a body with trailer fields. */
    record Trailers(int stream, Headers trailers) implements OfCall {}

    /** Either way: the receiver may send {@code bytes} more of this stream's body. */
    record Window(int stream, int bytes) implements OfCall {}

    /** Runner to gateway: the function's answer begins. {@code end}: it has no body. */
    record Result(int stream, int status, Headers headers, boolean end) implements OfCall {}

    /** Runner to gateway: the invocation ended without a (complete) answer. The last frame of its stream. */
    record Error(int stream, InvokeFault fault, FunctionError error) implements OfCall {}

    /** Gateway to runner: stop this invocation. The runner still ends the stream with a result or an error. */
    record Cancel(int stream, CancelCause cause) implements Frame {}

    /** Runner to gateway: a line that the function printed or logged; {@code stream} 0 outside any invocation. */
    record Log(int stream, LogSource source, long epochMicros, String line) implements Frame {}

    /** Either way, answered by {@link Pong} with the same number at once, whatever else is going on. */
    record Ping(long number) implements Frame {}

    record Pong(long number) implements Frame {}

    /**
     * Runner to gateway, with {@link Feature#PROGRESS}: how far an invocation has come, in the function's own words; takes the
     * place of what it said before. {@code bytes}, at most {@link Protocol#MAX_PROGRESS_BYTES}, of a decoded frame are a view
     * of the decoder's input.
     */
    record Progress(int stream, ByteBuffer bytes) implements OfCall {}

    /**
     * Gateway to runner, with {@link Feature#NOTICE}: something that the instance may want to know.
     *
     * @param number counted up from 1 on each connection
     * @param name a word of lower-case letters, digits and underscores, such as {@link #DRAINING}
     * @param body what the name says it is, at most {@link Protocol#MAX_NOTICE_BYTES}; of a decoded frame a view of the
     *     decoder's input
     */
    record Notice(long number, String name, ByteBuffer body) implements Frame {

        /** No more invocations will come; when those under way have ended, {@link Drain} does. Without a body. */
        public static final String DRAINING = "draining";

        public Notice {
            if (!WORD.matcher(name).matches()) {
                throw new ProtocolException("'" + name + "' is no name of a NOTICE: it must be a word of at most 64"
                        + " lower-case letters, digits and underscores");
            }
        }
    }

    /** Runner to gateway: the notice of that number has been handled, or nobody wanted it. */
    record Noticed(long number) implements Frame {}

    /**
     * Runner to gateway, with {@link Feature#PROFILE}, at most once: what would have made its start and its first calls faster, in
     * its runtime's own words, such as a list of classes. Later instances of the same artifact are given it as the setting {@link
     * #SETTING}.
     *
     * @param text at most {@link Protocol#MAX_PROFILE_BYTES} in UTF-8
     */
    record Profile(String text) implements Frame {

        /** The setting of {@link Specialise} that has what an earlier instance told. */
        public static final String SETTING = "profile";
    }

    /** Gateway to runner: no invocation will come; when those under way have ended, run stop hooks and exit with 0. */
    record Drain() implements Frame {}

    /**
     * The files of a function's artifact, as its runner finds them.
     *
     * @param folder the absolute path of the folder that they lie in, which was empty when the runner started
     * @param files their names below that folder, with {@code /} between parts: the uploaded file first, the others in order
     */
    record Artifact(String folder, List<String> files) {

        public Artifact {
            files = List.copyOf(files);
        }

        /** An artifact of one file. */
        public static Artifact of(Path file) {
            return new Artifact(
                    String.valueOf(file.toAbsolutePath().getParent()), List.of(String.valueOf(file.getFileName())));
        }

        /** The absolute path of each file, in order. */
        public List<Path> paths() {
            Path at = Path.of(folder);
            return files.stream().map(at::resolve).toList();
        }
    }

    /** Why an invocation ended without an answer. */
    enum InvokeFault {
        THREW,
        OUT_OF_MEMORY,
        BAD_INPUT,
        BAD_ANSWER,
        TIMED_OUT,
        CANCELLED
    }

    /** Why an invocation is to stop. */
    enum CancelCause {
        CLIENT_GONE,
        TIMED_OUT
    }

    /** Where a line of log came from. */
    enum LogSource {
        STDOUT,
        STDERR,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
