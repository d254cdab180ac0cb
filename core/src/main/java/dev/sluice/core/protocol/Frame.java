package dev.sluice.core.protocol;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * One message between a gateway and a runner. The bytes of each are laid down in {@code docs/protocol.md}; {@link
 * FrameEncoder} writes them, {@link FrameDecoder} reads them.
 *
 * <p>{@code stream} names the invocation that a frame belongs to, 1 to 2^31-1, chosen by the gateway, which
 * counts up and begins again at 1 after the last, leaving out those still open; frames without one belong to the connection.
 */
public sealed interface Frame {

    /** Runner to gateway, first frame of a connection. {@code token} is the one-time token the runner was started with. */
    record Hello(int protocol, String token, String runtime, long pid) implements Frame {}

    /**
     * Gateway to runner, at most once: become an instance of this version.
     *
     * @param classPath absolute paths, the artifact's code first
     * @param environment all variables that the function may see, secrets included
     * @param timeoutMillis the run budget of one invocation
     */
    record Specialise(
            String function,
            int version,
            String handler,
            List<String> classPath,
            Map<String, String> environment,
            long timeoutMillis,
            int concurrency)
            implements Frame {
        public Specialise {
            classPath = List.copyOf(classPath);
            environment = Map.copyOf(environment);
        }

        /** Without the environment, in which secrets are. */
        @Override
        public String toString() {
            return "Specialise[" + function + "@" + version + "]";
        }
    }

    /** Runner to gateway: invocations may come. {@code description} says what was found, for people. */
    record Specialised(String description, long micros) implements Frame {}

    /** Runner to gateway: it cannot become that instance. {@code hint} says what the author should do. */
    record SpecialiseFailed(SpecialiseFault fault, FunctionError error, String hint) implements Frame {}

    /** Gateway to runner. {@code end}: the invocation has no body. {@code runMillis}: what is left of its run budget. */
    record Invoke(int stream, String invocation, long runMillis, RequestHead head, boolean end) implements Frame {}

    /** Either way. {@code bytes} of a decoded frame is a view of the decoder's input. {@code end}: nothing follows. */
    record Data(int stream, ByteBuffer bytes, boolean end) implements Frame {}

    /** Either way: ends a body with trailer fields. */
    record Trailers(int stream, Headers trailers) implements Frame {}

    /** Either way: the receiver may send {@code bytes} more of this stream's body. */
    record Window(int stream, int bytes) implements Frame {}

    /** Runner to gateway: the function's answer begins. {@code end}: it has no body. */
    record Result(int stream, int status, Headers headers, boolean end) implements Frame {}

    /** Runner to gateway: the invocation ended without a (complete) answer. The last frame of its stream. */
    record Error(int stream, InvokeFault fault, FunctionError error) implements Frame {}

    /** Gateway to runner: stop this invocation. The runner still ends the stream with a result or an error. */
    record Cancel(int stream, CancelCause cause) implements Frame {}

    /** Runner to gateway: a line that the function printed or logged; {@code stream} 0 outside any invocation. */
    record Log(int stream, LogSource source, long epochMicros, String line) implements Frame {}

    /** Either way, answered by {@link Pong} with the same number at once, whatever else is going on. */
    record Ping(long number) implements Frame {}

    record Pong(long number) implements Frame {}

    /** Gateway to runner: no invocation will come; when those under way have ended, run stop hooks and exit with 0. */
    record Drain() implements Frame {}

    /** Why a runner could not be specialised. */
    enum SpecialiseFault {
        /** The artifact cannot be read as code. */
        BAD_ARTIFACT,
        /** The handler's class, or one that it needs, is not in the artifact. */
        CLASS_NOT_FOUND,
        /** The handler has no form that the runtime can call. */
        WRONG_SIGNATURE,
        /** A static initialiser or a constructor threw. */
        INITIALISER_FAILED,
        /** The start hook threw. */
        START_HOOK_FAILED,
        /** The runner is at fault, or was specialised before. */
        RUNNER_FAILED
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
