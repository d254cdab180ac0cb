package dev.sluice.gateway.http;

import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.invoke.Route;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request that calls a function. What the invoker tells, on whatever thread, is packed into batches of events and
 * delivered on the request's own event loop; everything else happens there.
 */
final class HttpCall implements CallListener {

    private static final Buffer NOTHING = Buffer.buffer();

    private final CallEntrance entrance;
    private final Context home = HttpEntryPoint.here();
    private final Thread homeThread = Thread.currentThread();
    private final FunctionName function;
    private final Optional<Route> route;
    private final RequestHead head;
    private final String parentSpan;
    private final Terms terms;
    private final InvocationId id;
    private final Answer answer;
    private final RequestBody body;
    private final CallTimings timings = new CallTimings();

    /** Belongs to the thread that tells what happens. */
    private @Nullable CallEvents packing;

    private @Nullable Call call;
    private int ungranted;
    private boolean draining;
    private boolean continued;
    private boolean over;

    HttpCall(
            CallEntrance entrance,
            HttpServerRequest request,
            InvocationId id,
            FunctionName function,
            Optional<Route> route,
            RequestHead head,
            String parentSpan,
            Terms terms) {
        this.entrance = entrance;
        this.function = function;
        this.route = route;
        this.head = head;
        this.parentSpan = parentSpan;
        this.terms = terms;
        this.id = id;
        this.answer = new Answer(request, id);
        this.body = new RequestBody(request, this::invoke);
    }

    void begin() {
        answer.response().closeHandler(nothing -> callerGone());
        body.read(task -> home.runOnContext(nothing -> task.run()));
    }

    private void invoke(Body kind) {
        if (over) {
            return;
        }
        call = entrance.invoke(route, new Invocation(id, function, new Input.HttpRequest(head, kind), terms), this);
    }

    private void callerGone() {
        if (over) {
            return;
        }
        leave();
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public String parentSpan() {
        return parentSpan;
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        timings.started(version, waited);
    }

    @Override
    public void credit(int bytes) {
        packing().credit += bytes;
    }

    @Override
    public void earlyHints(Headers fields) {
        packing().hint(fields);
    }

    @Override
    public void head(int status, Headers headers) {
        CallEvents events = packing();
        events.status = status;
        events.headers = headers;
    }

    @Override
    public void data(ByteBuffer bytes) {
        packing().add(bytes);
    }

    @Override
    public void end(Headers trailers) {
        packing().trailers = trailers;
    }

    @Override
    public void settled() {
        if (packing != null) {
            dispatch();
        }
    }

    @Override
    public void unanswered(Headers fields) {
        CallEvents events = packing();
        fields.forEach((name, value) -> events.problemFields = events.problemFields.plus(name, value));
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        CallEvents events = packing();
        events.outcome = outcome;
        events.timings = timings;
        dispatch();
    }

    private CallEvents packing() {
        CallEvents events = packing;
        if (events == null) {
            events = new CallEvents();
            packing = events;
        }
        return events;
    }

    private void dispatch() {
        CallEvents events = packing();
        packing = null;
        // What is told before there is a call waits for its turn behind the line that makes the call known.
        if (Thread.currentThread() == homeThread && call != null) {
            open(call, events);
        } else {
            home.runOnContext(nothing -> later(events));
        }
    }

    private void later(CallEvents events) {
        if (call != null) {
            open(call, events);
        }
    }

    private void open(Call to, CallEvents events) {
        if (over) {
            return;
        }
        if (events.credit > 0) {
            credited(to, events.credit);
        }
        events.hints.forEach(answer::hint);
        Outcome outcome = events.outcome;
        if (outcome == null) {
            answerGoesOn(to, events);
        } else if (outcome.isAnswer()) {
            answerEnds(events);
        } else {
            answerFails(outcome, events);
        }
    }

    private void credited(Call to, int bytes) {
        if (body.expectsContinue() && !answer.begun() && !continued) {
            continued = true;
            answer.response().writeContinue();
        }
        body.credit(to, bytes);
    }

    private void answerGoesOn(Call to, CallEvents events) {
        if (events.status != 0) {
            answer.begin(events.status, events.headers, timings);
        }
        Buffer piece = events.body;
        if (events.status != 0 || piece != null) {
            answer.piece(piece == null ? NOTHING : piece);
        }
        if (piece != null) {
            ungranted += piece.length();
            grantWhenRead(to);
        }
    }

    /** The function may send more only when the caller has taken what there is. */
    private void grantWhenRead(Call to) {
        HttpServerResponse response = answer.response();
        if (!response.writeQueueFull()) {
            int bytes = ungranted;
            ungranted = 0;
            to.grant(bytes);
        } else if (!draining) {
            draining = true;
            response.drainHandler(nothing -> {
                draining = false;
                if (!over) {
                    grantWhenRead(to);
                }
            });
        }
    }

    private void answerEnds(CallEvents events) {
        Buffer last = events.body == null ? NOTHING : events.body;
        leave();
        if (answer.begun()) {
            if (last.length() > 0) {
                answer.piece(last);
            }
            answer.end(events.trailers);
        } else {
            if (body.mayBeCut()) {
                answer.announceClose();
            }
            answer.whole(events.status, events.headers, last, events.trailers, timings);
        }
        body.abandon();
    }

    private void answerFails(Outcome outcome, CallEvents events) {
        leave();
        if (answer.begun()) {
            answer.cut();
            return;
        }
        timings.waited(events.timings);
        answer.add(events.problemFields);
        boolean bodyHeldBack = body.expectsContinue() && !continued;
        answer.problem(
                Problems.of(outcome, audience(), entrance.near(outcome, function.value())), timings, bodyHeldBack);
        body.abandon();
    }

    private Problems.Audience audience() {
        ErrorDetail detail = timings.reached()
                .or(() -> route.map(Route::version))
                .map(version -> version.spec().errorDetail())
                .orElse(ErrorDetail.BRIEF);
        return new Problems.Audience(function.value(), id, detail);
    }

    private void leave() {
        over = true;
        entrance.left();
    }
}
