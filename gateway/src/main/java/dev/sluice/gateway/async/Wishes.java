package dev.sluice.gateway.async;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.CallIds;
import dev.sluice.events.call.CallTerms;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a caller wants of a call that runs later, as its header fields say.
 *
 * @param version at which it is to run; empty if nothing is said of it
 * @param idempotencyKey under which the call is known to its caller; empty if none
 */
record Wishes(
        CallTerms terms, Optional<URI> callback, Optional<String> idempotencyKey, Optional<VersionChoice> version) {

    static final String CALLBACK = "X-Callback-Url";
    static final String DELAY = "X-Delay";
    static final String EXPIRES = "X-Expires";
    static final String ORDERING_KEY = "X-Ordering-Key";
    static final String PRIORITY = "X-Priority";
    static final String VERSION = "X-Version";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** What the function does not need to see. */
    static final List<String> FIELDS = List.of(CALLBACK, DELAY, EXPIRES, ORDERING_KEY, PRIORITY, VERSION, "Prefer");

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_URL = 2_000;

    /** Header fields say something that cannot be done; the message is a sentence. */
    static final class BadWishException extends Exception {

        private static final long serialVersionUID = 1L;

        BadWishException(String message) {
            super(message);
        }
    }

    static Wishes read(Headers headers, List<String> chain, Instant now) throws BadWishException {
        CallTerms terms = CallTerms.at(EntryPoint.ASYNC).through(chain);
        Optional<Duration> delay = duration(headers, DELAY);
        Optional<Duration> expires = duration(headers, EXPIRES);
        if (delay.isPresent() && expires.isPresent() && delay.get().compareTo(expires.get()) >= 0) {
            throw new BadWishException(
                    "The call would expire before it may run: " + DELAY + " is not shorter than " + EXPIRES + ".");
        }
        if (delay.isPresent()) {
            terms = terms.notBefore(now.plus(delay.get()));
        }
        if (expires.isPresent()) {
            terms = terms.expires(now.plus(expires.get()));
        }
        Optional<String> order = key(headers, ORDERING_KEY);
        if (order.isPresent()) {
            terms = terms.inOrderOf(order.get());
        }
        Optional<String> priority = headers.first(PRIORITY).map(String::strip);
        if (priority.isPresent()) {
            terms = terms.priority(priority(priority.get()));
        }
        return new Wishes(terms, callback(headers), key(headers, IDEMPOTENCY_KEY), version(headers));
    }

    private static Optional<VersionChoice> version(Headers headers) throws BadWishException {
        Optional<String> told = headers.first(VERSION).map(String::strip);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(VersionChoice.parse(told.get()));
        } catch (IllegalArgumentException e) {
            throw new BadWishException("The header field " + VERSION + " is no version. Allowed: a number from 1, "
                    + "accepted for the one that is live now, or live for the one that is live when the call runs; "
                    + "without it, as the function's spec says under async.version, else live.");
        }
    }

    private static int priority(String told) throws BadWishException {
        if (!told.matches("[1-" + CallTerms.LOWEST_PRIORITY + "]")) {
            throw new BadWishException("The header field " + PRIORITY + " is no priority. Allowed: 1 to "
                    + CallTerms.LOWEST_PRIORITY + ", 1 first; without it, " + CallTerms.USUAL_PRIORITY + ".");
        }
        return Integer.parseInt(told);
    }

    private static Optional<Duration> duration(Headers headers, String field) throws BadWishException {
        Optional<String> told = headers.first(field);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        String text = told.get().strip();
        Optional<Duration> read = DurationText.parse(text.matches("[0-9]{1,9}") ? text + "s" : text);
        return Optional.of(read.filter(Duration::isPositive)
                .filter(duration -> duration.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> new BadWishException("The header field " + field
                        + " is no length of time. Allowed: seconds, or " + DurationText.RULE
                        + ", more than nothing and up to "
                        + LONGEST.toDays() + " days.")));
    }

    private static Optional<String> key(Headers headers, String field) throws BadWishException {
        Optional<String> told = headers.first(field).map(String::strip);
        if (told.isPresent()
                && (told.get().isEmpty()
                        || told.get().length() > LONGEST_KEY
                        || !told.get().chars().allMatch(c -> c >= ' ' && c <= '~'))) {
            throw new BadWishException("The header field " + field + " cannot be used. Allowed: 1 to " + LONGEST_KEY
                    + " printable characters of US-ASCII.");
        }
        return told;
    }

    private static Optional<URI> callback(Headers headers) throws BadWishException {
        Optional<String> told = headers.first(CALLBACK);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (told.get().length() <= LONGEST_URL) {
                return Optional.of(new URI(told.get().strip()));
            }
        } catch (URISyntaxException e) {
            throw new BadWishException("The header field " + CALLBACK + " is no address: " + e.getReason() + ".");
        }
        throw new BadWishException("The header field " + CALLBACK + " has more than " + LONGEST_URL + " characters.");
    }

    /** The id of the call: a new one, or the one that all calls with its key have which this caller makes of this function. */
    InvocationId id(InvocationId request, FunctionName function, Headers headers) {
        if (idempotencyKey.isEmpty()) {
            return request;
        }
        String caller = headers.first(PlatformHeaders.SUBJECT).orElse("");
        return CallIds.named(List.of("idempotency-key", function.value(), caller, idempotencyKey.get()));
    }
}
