package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.Subject;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.body.BodyFields;
import dev.sluice.decorators.twofactor.CleanHead;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request as a decorator function is shown it, and what becomes of it by what the function answers. */
final class ShownRequest {

    /** CONNECT would make a tunnel of what is a call. */
    private static final Pattern METHOD = Pattern.compile("(?!CONNECT$)[A-Z]{1,20}");

    private static final Pattern PATH = Pattern.compile("/[!-~&&[^?#]]{0,8000}");
    private static final Pattern QUERY = Pattern.compile("[!-~&&[^#]]{0,8000}");

    private ShownRequest() {}

    static WholeRequest of(WholeRequest request, FunctionName function) {
        return request.with(CleanHead.of(request.head())
                .headers()
                .with(MarkerHeaders.DECORATE, "request")
                .with(MarkerHeaders.FUNCTION, function.value()));
    }

    /** The request to go on with; the very object that was shown if nothing changes. */
    static WholeRequest changed(WholeRequest request, Answer answer) throws NonsenseException {
        String next = answer.headers().first(MarkerHeaders.NEXT).orElse("");
        return switch (next) {
            case "unchanged" -> request;
            case "request" -> with(body(request, answer), answer.headers());
            default ->
                throw new NonsenseException(
                        "its " + MarkerHeaders.NEXT + " is '" + next + "', where 'request' or 'unchanged' may stand");
        };
    }

    /** An answer with the status 204 leaves the body as it is. */
    private static WholeRequest body(WholeRequest request, Answer answer) {
        if (answer.status() == 204
                || !request.body().hasRemaining() && !answer.body().hasRemaining()) {
            return request;
        }
        return request.withBody(answer.bytes())
                .with(request.head()
                        .headers()
                        .edited(BodyFields.OF_THE_BODY, Headers.EMPTY)
                        .with("content-length", Integer.toString(answer.body().remaining())));
    }

    private static WholeRequest with(WholeRequest request, Headers answer) throws NonsenseException {
        RequestHead head = request.head();
        Optional<String> subject = answer.first(PlatformHeaders.SUBJECT);
        if (subject.isPresent() && Subject.decoded(subject.get()).isEmpty()) {
            throw new NonsenseException(
                    "its " + PlatformHeaders.SUBJECT + " is '" + subject.get() + "', which is not percent-encoded");
        }
        return request.with(new RequestHead(
                word(answer, MarkerHeaders.METHOD, METHOD, head.method()),
                word(answer, MarkerHeaders.PATH, PATH, head.path()),
                word(answer, MarkerHeaders.QUERY, QUERY, head.query()),
                MarkerHeaders.over(head.headers(), answer, PlatformHeaders.SUBJECT)));
    }

    private static String word(Headers answer, String name, Pattern allowed, String otherwise)
            throws NonsenseException {
        Optional<String> word = answer.first(name);
        if (word.isPresent() && !allowed.matcher(word.get()).matches()) {
            throw new NonsenseException("its " + name + " is '" + word.get() + "', which no call may have");
        }
        return word.orElse(otherwise);
    }
}
