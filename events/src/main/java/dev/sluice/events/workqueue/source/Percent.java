package dev.sluice.events.workqueue.source;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names and versions of items where only some characters may stand. */
public final class Percent {

    private Percent() {}

    /** A text, percent-encoded from UTF-8 (RFC 3986, 2.1). */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
