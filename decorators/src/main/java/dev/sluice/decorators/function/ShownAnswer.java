package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.body.BodyFields;
import dev.sluice.decorators.twofactor.CleanHead;
import java.util.List;
import java.util.Optional;

/** An answer as a decorator function is shown it, and what becomes of it by what the function answers. */
final class ShownAnswer {

    /** What a request says of the call as a whole. */
    private static final List<String> OF_THE_CALL =
            List.of("traceparent", "tracestate", PlatformHeaders.SUBJECT, PlatformHeaders.CHAIN);

    private ShownAnswer() {}

    static WholeRequest of(WholeRequest request, Answer answer, FunctionName function) {
        RequestHead head = request.head();
        Headers headers = CleanHead.ofAnswer(MarkerHeaders.passing(answer.headers(), ""));
        for (String name : OF_THE_CALL) {
            Optional<String> value = head.headers().first(name);
            headers = value.isPresent() ? headers.with(name, value.get()) : headers;
        }
        headers = headers.with(MarkerHeaders.DECORATE, "response")
                .with(MarkerHeaders.FUNCTION, function.value())
                .with(MarkerHeaders.METHOD, head.method())
                .with(MarkerHeaders.STATUS, Integer.toString(answer.status()))
                .with("content-length", Integer.toString(answer.body().remaining()));
        return new WholeRequest(
                request.id(), new RequestHead("POST", head.path(), head.query(), headers), answer.body());
    }

    /** The answer to give; the very object that was shown if nothing changes. */
    static Answer changed(Answer shown, Answer answer) throws NonsenseException {
        String next = answer.headers().first(MarkerHeaders.NEXT).orElse("");
        return switch (next) {
            case "unchanged" -> shown;
            case "response" -> with(shown, answer);
            default ->
                throw new NonsenseException(
                        "its " + MarkerHeaders.NEXT + " is '" + next + "', where 'response' or 'unchanged' may stand");
        };
    }

    private static Answer with(Answer shown, Answer answer) throws NonsenseException {
        Answer changed = answer.status() == 204
                ? shown
                : shown.withBody(answer.bytes()).with(shown.headers().edited(BodyFields.OF_THE_BODY, Headers.EMPTY));
        return changed.with(MarkerHeaders.over(changed.headers(), answer.headers(), "")
                        .without("content-length"))
                .withStatus(status(answer.headers(), shown.status()));
    }

    private static int status(Headers answer, int otherwise) throws NonsenseException {
        Optional<String> status = answer.first(MarkerHeaders.STATUS);
        if (status.isPresent() && !status.get().matches("[2-5]\\d\\d")) {
            throw new NonsenseException(
                    "its " + MarkerHeaders.STATUS + " is '" + status.get() + "', allowed is 200 to 599");
        }
        return status.map(Integer::parseInt).orElse(otherwise);
    }
}
