package dev.sluice.decorators.idempotency;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers by the key of a request (draft-ietf-httpapi-idempotency-key-header-07). The call of the one that came first goes
 * on when its caller leaves, because that is what callers that repeat a call do.
 */
final class IdempotencyDecorator implements Decorator {

    private static final String FIELD = "Idempotency-Key";
    private static final int MOST_CHARACTERS = 255;

    private final IdempotencySettings settings;
    private final DecoratorSite site;
    private final Keys keys;
    private final WholeLimits limits;

    IdempotencyDecorator(IdempotencySettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.keys = settings.shared() ? new SharedKeys(site, settings) : new OwnKeys(site.timers(), settings);
        this.limits = WholeLimits.DEFAULT.withBytes((int) settings.maxBody().bytes());
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        List<String> given = invocation.head().headers().all(FIELD);
        if (!settings.methods().contains(invocation.head().method()) || given.isEmpty() && !settings.required()) {
            return next.invoke(invocation, listener);
        }
        return new WholeDecorator(site, limits, (request, unused) -> answer(invocation, request, given, next))
                .around(invocation, listener, next);
    }

    private Reply answer(Invocation invocation, WholeRequest request, List<String> given, Invoker next)
            throws InterruptedException {
        Optional<String> key = key(given);
        if (key.isEmpty()) {
            return badKey(request, given.isEmpty());
        }
        IdempotencyRecord.Key taken = IdempotencyRecord.Key.of(request.head(), key.get());
        IdempotencyRecord.Running mine = new IdempotencyRecord.Running(IdempotencyRecord.digest(request), new Object());
        Optional<IdempotencyRecord> known;
        try {
            known = keys.take(taken, mine);
        } catch (StorageException e) {
            return unknown(request, e);
        }
        if (known.isEmpty()) {
            return new DetachedCall(site, keys, taken, mine, limits).make(invocation, request, next);
        }
        if (!known.get().request().equals(mine.request())) {
            return otherRequest(request);
        }
        return switch (known.get()) {
            case IdempotencyRecord.Running _ -> running(request);
            case IdempotencyRecord.Done done -> {
                site.fire(request.id(), new What.Hit());
                yield Reply.own(done.answer().with("Idempotency-Replayed", "true"), "repeated");
            }
        };
    }

    /** The key without the quotes that the draft has around it; empty if there is none that can be used. */
    private static Optional<String> key(List<String> given) {
        if (given.size() != 1) {
            return Optional.empty();
        }
        String text = given.getFirst().strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String key = quoted ? text.substring(1, text.length() - 1) : text;
        boolean usable = !key.isEmpty()
                && key.length() <= MOST_CHARACTERS
                && key.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\');
        return usable ? Optional.of(key) : Optional.empty();
    }

    private Reply badKey(WholeRequest request, boolean missing) {
        return Reply.own(
                site.problem(
                        400,
                        missing ? "idempotency_key_missing" : "idempotency_key_unusable",
                        missing ? "An idempotency key is required" : "The idempotency key cannot be used",
                        "Send one header Idempotency-Key with 1 to " + MOST_CHARACTERS
                                + " visible ASCII characters, such as a new UUID; and the same again if you repeat the call."),
                request);
    }

    private Reply otherRequest(WholeRequest request) {
        return Reply.own(
                site.problem(
                        422,
                        "idempotency_key_reused",
                        "The idempotency key was used for another request",
                        "This key came before with another method, address or body. Take a new key for a new request."),
                request);
    }

    /** Nobody may know of the call: whoever repeats it later gets it run once. */
    private Reply unknown(WholeRequest request, StorageException cause) {
        site.fire(request.id(), new What.Failed(String.valueOf(cause.getMessage())));
        return Reply.own(
                site.problem(
                                503,
                                "idempotency_state_failed",
                                "It is not known whether the key was used",
                                "The call was not made, because " + cause.getMessage() + ". Repeat it in a while.")
                        .retryAfter(Duration.ofSeconds(1)),
                request);
    }

    private Reply running(WholeRequest request) {
        return Reply.own(
                site.problem(
                                409,
                                "idempotency_key_running",
                                "The call with this idempotency key is under way",
                                "The call that came first with this key is not answered yet. Repeat this one in a while.")
                        .retryAfter(Duration.ofSeconds(1)),
                request);
    }
}
