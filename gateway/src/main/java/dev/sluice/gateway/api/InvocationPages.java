package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.invocation.InvocationPage;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.gateway.security.Tokens;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls that run later, page by page: of the namespace that the path names, for who manages it. */
@Singleton
public class InvocationPages {

    private final Names names;
    private final AsyncCalls calls;
    private final Tokens tokens;

    public InvocationPages(Names names, AsyncCalls calls, Tokens tokens) {
        this.names = names;
        this.calls = calls;
        this.tokens = tokens;
    }

    /** A page of calls; {@code next} is what to give as {@code after} for more, and is missing on the last page. */
    public record Listed(
            List<InvocationAnswer> invocations,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {}

    /** With how many calls of a page something was done. */
    public record Count(
            int count,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {}

    Listed list(WantedInvocations wanted, @Nullable String authorization) throws InterruptedException {
        InvocationPage page = page(wanted, authorization);
        return new Listed(
                page.calls().stream()
                        .sorted(Comparator.comparing(call -> call.call().accepted()))
                        .map(InvocationAnswer::line)
                        .toList(),
                page.next().map(WantedInvocations::text));
    }

    /** Does something with each call of a page, and counts those with which it was done. */
    Count each(
            WantedInvocations wanted,
            @Nullable String authorization,
            Function<InvocationState, CompletionStage<Boolean>> action)
            throws InterruptedException {
        InvocationPage page = page(wanted, authorization);
        List<CompletionStage<Boolean>> all = new ArrayList<>();
        page.calls().forEach(call -> all.add(action.apply(call)));
        int count = 0;
        for (CompletionStage<Boolean> done : all) {
            count += Awaited.of(done) ? 1 : 0;
        }
        return new Count(count, page.next().map(WantedInvocations::text));
    }

    private InvocationPage page(WantedInvocations wanted, @Nullable String authorization) throws InterruptedException {
        Namespace namespace = names.namespace();
        if (!tokens.manages(authorization, namespace)) {
            throw new ProblemException(Problem.of(
                    new Problem.Kind(401, Component.GATEWAY, "no_token", "A token is needed"),
                    "Lists of calls need the header 'Authorization: Bearer TOKEN' with a token that manages the namespace '"
                            + namespace + "'."));
        }
        var filter = wanted.filter(namespace, Instant.now());
        var from = wanted.from();
        int most = wanted.most();
        Awaited.of(calls.followed());
        try {
            return calls.page(filter, from, most);
        } catch (BrokerAwayException e) {
            throw new ProblemException(Awaited.away(String.valueOf(e.getMessage())));
        }
    }
}
