package dev.sluice.core.invocation;

import java.time.Duration;

/**
 * How an invocation ended. The variant alone decides the HTTP status, whether the instance survives, and what is
 * recorded.
 */
public sealed interface Outcome {

    /** The function answered, with whatever status it chose. */
    record Succeeded(int status) implements Outcome {}

    /**
     * A decorator answered in the function's place. {@code reason} is stable, lower-case with underscores, and {@code
     * decorator} is the word under which the spec has it.
     */
    record Intercepted(String decorator, int status, String reason) implements Outcome {}

    /** The function's code threw. The instance survives. */
    record Threw(FunctionError error) implements Outcome {}

    /** The body is not what the function takes, found before its code ran or, as in Python, told by that. The instance survives. */
    record BadInput(FunctionError error) implements Outcome {}

    /** The function's answer cannot be sent: not serialisable, a status or a header that HTTP forbids. */
    record BadAnswer(FunctionError error) implements Outcome {}

    /** It ran longer than its timeout. The instance is thrown away; {@code error} says where its code stood, if known. */
    record TimedOut(Duration timeout, FunctionError error) implements Outcome {}

    /**
     * Another call on its instance ran longer than its timeout and could not be ended, so that the process was, and it with that.
     * It may be made again where its function can take it twice.
     */
    record NeighbourTimedOut() implements Outcome {}

    /** It used more memory than its limit. The instance is gone. */
    record OutOfMemory(String detail) implements Outcome {}

    /** Its process ended during the call: {@code System.exit}, a crash, a signal. The instance is gone. */
    record Exited(String detail, EndedBy by) implements Outcome {

        /** Its own code ended it. */
        public Exited(String detail) {
            this(detail, EndedBy.ITSELF);
        }
    }

    /** What ended a process, as far as its exit tells. */
    enum EndedBy {
        /** It exited. */
        ITSELF,
        /** A fault in native code or in the runtime: SIGSEGV, SIGABRT, … */
        A_CRASH,
        /** A signal that somebody sends: SIGKILL, SIGTERM, … */
        A_SIGNAL
    }

    /** The caller went away first. The instance survives if the function heeds the interruption. */
    record Cancelled() implements Outcome {}

    /**
     * The pool had no slot: the caller may try again after {@code retryAfter}. Nothing was run, but for a call that was
     * {@link RejectReason#PREEMPTED}.
     */
    record Rejected(RejectReason reason, String detail, Duration retryAfter) implements Outcome {}

    /** There is no such function. */
    record NoSuchFunction() implements Outcome {}

    /** No instance could be specialised, because of the function's code: its class, its initialiser, its start hook. */
    record NotStarted(String reason, FunctionError error) implements Outcome {}

    /** The platform's own fault. {@code reason} is stable, lower-case with underscores. */
    record PlatformFault(Component component, String reason, String detail) implements Outcome {}

    /** Whether its caller got a whole answer: of the function, or of a decorator in its place. */
    default boolean isAnswer() {
        return this instanceof Succeeded || this instanceof Intercepted;
    }

    /** The stable word for the variant, in access records, metrics and traces. */
    default String word() {
        return switch (this) {
            case Succeeded _ -> "succeeded";
            case Intercepted _ -> "intercepted";
            case Threw _ -> "threw";
            case BadInput _ -> "bad_input";
            case BadAnswer _ -> "bad_answer";
            case TimedOut _ -> "timed_out";
            case NeighbourTimedOut _ -> "neighbour_timed_out";
            case OutOfMemory _ -> "out_of_memory";
            case Exited _ -> "exited";
            case Cancelled _ -> "cancelled";
            case Rejected _ -> "rejected";
            case NoSuchFunction _ -> "no_such_function";
            case NotStarted _ -> "not_started";
            case PlatformFault _ -> "platform_fault";
        };
    }

    /** The class of what the function's code threw, if that is how it ended; else empty. */
    default String thrownClass() {
        return switch (this) {
            case Threw(FunctionError error) -> error.type();
            case NotStarted(String _, FunctionError error) -> error.type();
            case BadAnswer(FunctionError error) -> error.type();
            case Succeeded _, Intercepted _, BadInput _, TimedOut _, OutOfMemory _, Exited _ -> "";
            case NeighbourTimedOut _, Cancelled _, Rejected _, NoSuchFunction _, PlatformFault _ -> "";
        };
    }

    /** Why, as a stable word, where the variant leaves that open; else empty. */
    default String reasonWord() {
        return switch (this) {
            case Intercepted intercepted -> intercepted.reason();
            case Rejected rejected -> rejected.reason().word();
            case NotStarted failed -> failed.reason();
            case PlatformFault fault -> fault.reason();
            case Succeeded _, Threw _, BadInput _, BadAnswer _, TimedOut _ -> "";
            case NeighbourTimedOut _, OutOfMemory _, Exited _, Cancelled _, NoSuchFunction _ -> "";
        };
    }
}
