package dev.sluice.events.invocation;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.CallHead;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.Payload;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a call.
 *
 * @param call what was accepted
 * @param changed when this was so
 * @param attempts how often it was tried, with one under way
 * @param counted how many of these reached the function's code, without one under way
 * @param progress the last that an attempt told of how far it had come, at most 64 KiB; no byte if there is none, or the call
 *     went well; read-only
 * @param ranAt the version that ran the last attempt which is over, 0 if none did
 */
public record InvocationState(
        Accepted call,
        Instant changed,
        int attempts,
        int counted,
        Standing standing,
        Callback callback,
        ByteBuffer progress,
        int ranAt) {

    private static final ByteBuffer NO_PROGRESS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /**
     * What stays the same from its acceptance on.
     *
     * @param due when it may run at the earliest
     * @param bytes of its body
     * @param body the file that has it, as long as the call is not over; empty if its record has it
     * @param request a digest of method, path, query and body: another request under the same id is another call
     * @param key calls of the function with the same one run in order; empty if in none
     * @param priority 1 to 5, 1 first
     * @param version the only one that may run it; empty if that is the live one
     * @param fairKey those that wait and have the same one share one turn; empty if nothing was said of it
     */
    public record Accepted(
            InvocationId id,
            FunctionName function,
            Instant accepted,
            Instant due,
            int bytes,
            Optional<Payload.Kept> body,
            String request,
            String key,
            int priority,
            OptionalInt version,
            String fairKey) {

        static Accepted of(QueuedCall call) {
            return new Accepted(
                    call.id(),
                    call.function(),
                    call.accepted(),
                    call.terms().notBefore().orElse(call.accepted()),
                    call.body().bytes(),
                    call.body() instanceof Payload.Kept kept ? Optional.of(kept) : Optional.empty(),
                    RequestDigest.of(call),
                    call.terms().key(),
                    call.terms().priority(),
                    call.terms().version(),
                    call.terms().fairKey());
        }

        private Accepted withoutBody() {
            return new Accepted(
                    id, function, accepted, due, bytes, Optional.empty(), request, key, priority, version, fairKey);
        }
    }

    public InvocationState {
        if (attempts < 0 || counted < 0 || counted > attempts) {
            throw new IllegalArgumentException("of " + attempts + " attempts " + counted + " reached the code");
        }
        call = standing.isOver() && call.body().isPresent() ? call.withoutBody() : call;
        progress = standing instanceof Standing.Succeeded
                ? NO_PROGRESS
                : progress.slice().asReadOnlyBuffer();
    }

    /** That of a call that was just accepted. */
    public static InvocationState waiting(QueuedCall call) {
        Callback callback =
                call.callback().isPresent() ? new Callback.Pending(0, call.accepted()) : new Callback.None();
        return new InvocationState(
                Accepted.of(call), call.accepted(), 0, 0, new Standing.Waiting(), callback, CallHead.progress(call), 0);
    }

    /** An attempt begins. */
    public InvocationState begun(Instant now) {
        return new InvocationState(call, now, attempts + 1, counted, new Standing.Running(), callback, progress, ranAt);
    }

    /** One begins of a call that may have been begun before by somebody who could not write it down: it is no first one. */
    public InvocationState begunAgain(Instant now) {
        return new InvocationState(
                call, now, Math.max(2, attempts + 1), counted, new Standing.Running(), callback, progress, ranAt);
    }

    /** It has come so far; {@code reached} says whether the attempt that has just ended counts. */
    public InvocationState now(Standing other, boolean reached, Instant now) {
        return new InvocationState(
                call, now, attempts, reached ? counted + 1 : counted, other, callback, progress, ranAt);
    }

    /** The telling has come so far. */
    public InvocationState told(Callback other, Instant now) {
        return new InvocationState(call, now, attempts, counted, standing, other, progress, ranAt);
    }

    /** An attempt has come so far. */
    public InvocationState progressed(ByteBuffer told, Instant now) {
        return new InvocationState(call, now, attempts, counted, standing, callback, told, ranAt);
    }

    /** An attempt ran at this version; 0 if it came to none. */
    public InvocationState ranAt(int version) {
        return version == 0
                ? this
                : new InvocationState(call, changed, attempts, counted, standing, callback, progress, version);
    }

    /** A view of its own for each caller, from the first byte on. */
    @Override
    public ByteBuffer progress() {
        return progress.duplicate();
    }

    /** The same, with an answer of which the body is left out, and without progress. */
    InvocationState withoutBody() {
        Standing bare = standing instanceof Standing.Succeeded(int status, Headers headers, Payload _, boolean _)
                ? new Standing.Succeeded(status, headers, Payload.NONE, false)
                : standing;
        return new InvocationState(call, changed, attempts, counted, bare, callback, NO_PROGRESS, ranAt);
    }

    /** Whether it is that of a call with the same request, for the same function. */
    public boolean isOf(QueuedCall other) {
        return call.function().equals(other.function()) && call.request().equals(RequestDigest.of(other));
    }

    /** Whether nothing is left to do. */
    public boolean isSettled() {
        return standing.isOver() && !(callback instanceof Callback.Pending);
    }
}
