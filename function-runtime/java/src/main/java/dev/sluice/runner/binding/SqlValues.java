package dev.sluice.runner.binding;

import com.google.gson.stream.JsonToken;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The times of JDBC. Apart, so that only a function that has them loads their module's classes. */
final class SqlValues {

    private static final ValueAdapter<Timestamp> TIMESTAMP = new ValueAdapter<>(
            "a time such as 2026-11-23T16:00:00Z",
            JsonToken.STRING,
            true,
            text -> Timestamp.from(Instant.parse(text)),
            value -> value.toInstant().toString());
    private static final ValueAdapter<Date> DATE =
            new ValueAdapter<>("a date such as 2026-11-23", JsonToken.STRING, true, Date::valueOf, Date::toString);
    private static final ValueAdapter<Time> TIME =
            new ValueAdapter<>("a time of day such as 16:00:00", JsonToken.STRING, true, Time::valueOf, Time::toString);

    private SqlValues() {}

    static @Nullable ValueAdapter<?> of(String className) {
        return switch (className) {
            case "java.sql.Timestamp" -> TIMESTAMP;
            case "java.sql.Date" -> DATE;
            case "java.sql.Time" -> TIME;
            default -> null;
        };
    }
}
