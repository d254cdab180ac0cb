package dev.sluice.core.function;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** At which version of its function a call runs that waits. */
public sealed interface VersionChoice {

    /** How it is written. */
    String RULE = "live, accepted, or the number of a version, 1 to 999999999";

    /** Each attempt at the one that is live by then. */
    record Live() implements VersionChoice {}

    /** All attempts at the one that was live when the call was accepted. */
    record Accepted() implements VersionChoice {}

    /**
     * All attempts at the version with this number.
     *
     * @param number from 1
     */
    record Numbered(int number) implements VersionChoice {

        private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

        public Numbered {
            if (number < 1) {
                throw new IllegalArgumentException("versions count from 1, not " + number);
            }
        }
    }

    /** Reads what somebody wrote; throws {@link IllegalArgumentException} with a sentence if it is none. */
    static VersionChoice parse(Object written) {
        String text = TreeValues.scalar(written).orElse("");
        return switch (text) {
            case "live" -> new Live();
            case "accepted" -> new Accepted();
            default -> {
                if (!Numbered.NUMBER.matcher(text).matches()) {
                    throw new IllegalArgumentException(
                            text.isEmpty() ? "it is no version" : "'" + text + "' is no version");
                }
                yield new Numbered(Integer.parseInt(text));
            }
        };
    }

    /** As somebody would write it. */
    default Object written() {
        return switch (this) {
            case Live() -> "live";
            case Accepted() -> "accepted";
            case Numbered(int number) -> number;
        };
    }

    /**
     * The only version that may run the call; empty if each attempt runs at the one that is live by then.
     *
     * @param live the one that is live as the call is accepted; empty if none is
     */
    default OptionalInt boundTo(OptionalInt live) {
        return switch (this) {
            case Live() -> OptionalInt.empty();
            case Accepted() -> live;
            case Numbered(int number) -> OptionalInt.of(number);
        };
    }
}
