package dev.sluice.gateway.upstream;

import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.invoke.AnswerCheck;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What an upstream answers to one call, checked and told as far as its caller has room. Only for the call's event loop. */
final class UpstreamAnswer {

    /** So many of them are handed on, so that nobody has a caller's memory filled with them. */
    private static final int MOST_HINTS = 8;

    private final CallListener listener;
    private final String method;
    private final AnswerCheck check;
    private final HeldBody body = new HeldBody();
    private int hints;
    private int status;
    private @Nullable Headers trailers;
    private boolean unsettled;

    UpstreamAnswer(CallListener listener, String method) {
        this.listener = listener;
        this.method = method;
        this.check = new AnswerCheck(method);
    }

    /** Fields that the answer will probably have; some too many, and those that cannot be sent, are dropped. */
    void hint(Headers fields) {
        Headers told = UpstreamFields.endToEnd(fields);
        if (hints < MOST_HINTS && new AnswerCheck(method).fields(told)) {
            hints++;
            listener.earlyHints(told);
            unsettled = true;
        }
    }

    /** False if it cannot be passed on: {@link #fault} says why. */
    boolean head(int answer, Headers fields) {
        Headers told = UpstreamFields.endToEnd(fields);
        if (!check.head(answer, told)) {
            return false;
        }
        status = answer;
        listener.head(answer, told);
        unsettled = true;
        return true;
    }

    /** Takes a piece of the body, which is released. */
    void piece(ByteBuf bytes) {
        body.add(bytes);
        tell();
    }

    /** All of it has come. False if it cannot be passed on. */
    boolean end(Headers fields) {
        Headers told = UpstreamFields.endToEnd(fields);
        if (!check.fields(told)) {
            return false;
        }
        trailers = told;
        return true;
    }

    /** The caller has room for so much more. */
    void grant(int bytes) {
        body.grant(bytes);
        tell();
    }

    private void tell() {
        unsettled |= body.tell(listener);
    }

    String fault() {
        return check.fault();
    }

    boolean begun() {
        return status != 0;
    }

    int status() {
        return status;
    }

    /** Its trailers, when all that comes before them has been told; null before. */
    @Nullable
    Headers trailersAtEnd() {
        return body.isTold() ? trailers : null;
    }

    boolean hasRoom() {
        return body.hasRoom();
    }

    /** Whether anything was told since this was asked before. */
    boolean takeUnsettled() {
        boolean was = unsettled;
        unsettled = false;
        return was;
    }

    boolean isUnsettled() {
        return unsettled;
    }

    /** Tells no more. */
    void drop() {
        body.drop();
    }
}
