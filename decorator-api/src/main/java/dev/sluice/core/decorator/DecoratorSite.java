package dev.sluice.core.decorator;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.time.Timers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a decorator stands, and what it may use there.
 *
 * @param decorator the name of its kind
 * @param position in the spec, from 0
 * @param credentials what all decorators of the function take as proof of who calls
 * @param version the number of the version of the function that it stands in front of, which no other version ever has; empty in front of
 *     none
 */
public record DecoratorSite(
        FunctionName function,
        String decorator,
        int position,
        DecoratorServices services,
        Credentials credentials,
        OptionalInt version) {

    /** The reason of {@link #failure}. */
    public static final String FAILED = "decorator_failed";

    /** In front of no version. */
    public DecoratorSite(
            FunctionName function,
            String decorator,
            int position,
            DecoratorServices services,
            Credentials credentials) {
        this(function, decorator, position, services, credentials, OptionalInt.empty());
    }

    /** The same place with other services. */
    public DecoratorSite with(DecoratorServices other) {
        return new DecoratorSite(function, decorator, position, other, credentials, version);
    }

    public Timers timers() {
        return services.timers();
    }

    /** A secret as it is now; may block on a disk. */
    public Optional<SecretValue> secret(SecretName name) {
        return services.secrets().apply(name);
    }

    /** Where the decorator has the record of {@code key} in {@link DecoratorServices#state}: no other decorator has it there. */
    public StateKey stateKey(String key) {
        String place = String.join("\n", function.value(), decorator, Integer.toString(position), key);
        byte[] digest = Digest.sha256().digest(place.getBytes(StandardCharsets.UTF_8));
        return new StateKey("decorator", Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** Tells something about the decorator itself, such as that a circuit opened. */
    public void fire(DecoratorEvent.What what) {
        services.events().accept(new DecoratorEvent(function, decorator, position, Optional.empty(), what));
    }

    /** Tells something about one call. */
    public void fire(InvocationId call, DecoratorEvent.What what) {
        services.events().accept(new DecoratorEvent(function, decorator, position, Optional.of(call), what));
    }

    /**
     * A problem that this decorator answers with.
     *
     * @param status 400 to 599
     * @param reason stable, lower-case with underscores
     * @param title a few words, the same in every occurrence
     * @param detail a sentence about this occurrence that says what to do
     */
    public Problem problem(int status, String reason, String title, String detail) {
        return Problem.of(new Problem.Kind(status, Component.DECORATOR, reason, title), detail);
    }

    /** How a call ends that the decorator itself broke. */
    public Outcome failure(Throwable cause) {
        String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new Outcome.PlatformFault(
                Component.DECORATOR,
                FAILED,
                where() + " failed with " + cause.getClass().getName() + why);
    }

    /** Names it in sentences: {@code The decorator 'cache' (number 2 of 'hello')}. */
    public String where() {
        return "The decorator '" + decorator + "' (number " + (position + 1) + " of '" + function + "')";
    }
}
