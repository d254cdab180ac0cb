package dev.sluice.gateway.api;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.invocation.InvocationFilter;
import dev.sluice.events.kept.TopicPlace;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which calls a query means, and how many of them at once. */
public final class WantedInvocations {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final Pattern PLACE = Pattern.compile("(\\d{1,4})-(\\d{1,18})");

    @QueryParam("function")
    @Nullable
    String function;

    @QueryParam("state")
    @Nullable
    String state;

    @QueryParam("key")
    @Nullable
    String key;

    @QueryParam("olderThan")
    @Nullable
    String olderThan;

    @QueryParam("after")
    @Nullable
    String after;

    @QueryParam("limit")
    @Nullable
    String limit;

    InvocationFilter filter(Namespace namespace, Instant now) {
        return new InvocationFilter(
                namespace,
                QueryText.told(function).map(name -> Names.function(namespace, name)),
                QueryText.told(state).map(WantedInvocations::state),
                QueryText.told(key),
                QueryText.age("olderThan", olderThan).map(now::minus));
    }

    private static String state(String text) {
        if (!InvocationFilter.STATES.contains(text)) {
            throw new ProblemException(Problems.invalidRequest(
                    "state is '" + text + "'. Allowed is one of " + String.join(", ", InvocationFilter.STATES) + "."));
        }
        return text;
    }

    /** Empty for the first page. */
    Optional<TopicPlace> from() {
        return QueryText.told(after).map(text -> {
            Matcher place = PLACE.matcher(text);
            if (!place.matches()) {
                throw new ProblemException(
                        Problems.invalidRequest("after is '" + text + "'. Send what 'next' of the page before says."));
            }
            return new TopicPlace(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
        });
    }

    static String text(TopicPlace place) {
        return place.partition() + "-" + place.offset();
    }

    int most() {
        return Numbers.query("limit", limit, 1, MOST, USUAL);
    }
}
