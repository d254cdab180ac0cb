package dev.sluice.gateway.webhook;

import static dev.sluice.core.invocation.Component.EVENTS;

import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.events.webhook.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What senders are told whose requests become no call. Nothing in it tells more than the address and the form of a signature. */
public final class WebhookProblems {

    private static final Kind NO_SUCH_WEBHOOK = new Kind(404, EVENTS, "no_such_webhook", "There is no such webhook");
    private static final Kind METHOD_NOT_ALLOWED =
            new Kind(405, EVENTS, "method_not_allowed", "The webhook takes other methods");
    private static final Kind BODY_TOO_LARGE = new Kind(413, EVENTS, "body_too_large", "The body is too large");
    private static final Kind TRIGGER_PAUSED = new Kind(503, EVENTS, "trigger_paused", "The trigger is paused");
    private static final Kind FUNCTION_MISSING =
            new Kind(503, EVENTS, "function_missing", "There is nothing to call at the moment");
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private WebhookProblems() {}

    public static Problem noSuchWebhook() {
        return Problem.of(
                NO_SUCH_WEBHOOK,
                "No trigger has this path at this host. Compare it with 'webhook' in the trigger's spec;"
                        + " one of another namespace than 'default' begins with /namespaces/ and its name.");
    }

    public static Problem methodNotAllowed(String method, Set<String> allowed) {
        return Problem.of(
                METHOD_NOT_ALLOWED,
                "The trigger at this address does not take " + method + ", but " + String.join(", ", allowed)
                        + ". Send one of these, or change 'webhook.methods' in its spec.");
    }

    static Problem bodyTooLarge(int most) {
        return Problem.of(BODY_TOO_LARGE, "Webhooks take bodies of at most " + most + " bytes. Send less.");
    }

    static Problem triggerPaused() {
        return Problem.of(TRIGGER_PAUSED, "The trigger at this address is paused. Send it again later.")
                .retryAfter(A_MINUTE);
    }

    public static Problem functionMissing() {
        return Problem.of(
                        FUNCTION_MISSING,
                        "What this address calls is not there at the moment. Send it again later; its owner has to"
                                + " deploy it.")
                .retryAfter(A_MINUTE);
    }

    static Problem refused(Verdict.Refused refused) {
        return Problem.of(
                new Kind(
                        401,
                        EVENTS,
                        "signature_" + refused.fault().name().toLowerCase(Locale.ROOT),
                        "The signature is not good"),
                refused.detail());
    }
}
