package dev.sluice.decorators.fallback;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.failure.Failures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Replaces failures; whatever else is answered streams through. */
final class Fallback implements WholeHandler {

    private final FallbackSettings settings;
    private final DecoratorSite site;
    private final Failures failures;

    Fallback(FallbackSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.failures = settings.failures();
    }

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        Reply reply = next.call(request);
        if (!failures.contains(reply)) {
            return reply;
        }
        String failure = Failures.word(reply);
        return switch (settings.instead()) {
            case FallbackAnswer.Answer answer -> {
                reply.drop();
                site.fire(request.id(), new What.FellBack(failure));
                yield Reply.own(written(answer).with(settings.mark(), failure), "fallback");
            }
            case FallbackAnswer.Function(FunctionName function) -> other(function, request, next, reply);
        };
    }

    private Reply other(FunctionName function, WholeRequest request, Next next, Reply failed)
            throws InterruptedException {
        String failure = Failures.word(failed);
        Reply other = next.call(function, request);
        if (failures.contains(other) || other instanceof Reply.Failed) {
            other.drop();
            return failed;
        }
        failed.drop();
        site.fire(request.id(), new What.FellBack(failure));
        return switch (other) {
            case Reply.Began began -> began.with(began.headers().with(settings.mark(), failure));
            case Reply.Whole whole -> whole.with(whole.answer().with(settings.mark(), failure));
            case Reply.Own _, Reply.Failed _ -> other;
        };
    }

    private static Answer written(FallbackAnswer.Answer answer) {
        List<String> fields = new ArrayList<>(List.of("Content-Type", answer.type()));
        answer.headers().forEach((name, value) -> fields.addAll(List.of(name, value)));
        return Answer.of(
                answer.status(),
                Headers.of(fields.toArray(String[]::new)),
                answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
