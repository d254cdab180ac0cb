package dev.sluice.decorators.split;

import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.settings.Setting;

/** What makes that the same caller comes to the same function again. */
public sealed interface Sticky {

    /** Nothing: each call is shared out anew. */
    record Never() implements Sticky {}

    /** A cookie, which the answer sets. */
    record Cookie(
            @Setting(value = "the name of the cookie", otherwise = "split", inShort = true)
            String name,

            @Setting(value = "for how long in days", least = "1", most = "400", otherwise = "30", unit = "days")
            int days)
            implements Sticky {
        public Cookie {
            check(name, "a cookie");
        }
    }

    /** The value of a header field. */
    record Header(
            @Setting(value = "the name of the header field", inShort = true)
            String name) implements Sticky {
        public Header {
            check(name, "a header field");
        }
    }

    /** Who calls, as a decorator before this one found out. */
    record Subject() implements Sticky {}

    /** The network address. */
    record Address() implements Sticky {}

    private static void check(String name, String what) {
        if (!HeaderSyntax.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of " + what);
        }
    }
}
