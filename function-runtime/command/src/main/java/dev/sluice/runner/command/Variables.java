package dev.sluice.runner.command;

import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the program of a call finds in its environment: the request's meta-variables (RFC 3875, 4.1), and where its files are. Fields
 * whose names have {@code _} are left out, which could be taken for those with {@code -}, and so is what no variable can hold.
 */
final class Variables {

    static final String ITEM_FILE = "WORK_ITEM_FILE";
    static final String OUTPUT_DIR = "WORK_OUTPUT_DIR";

    /** Many clients take {@code HTTP_PROXY} for a setting of their own. */
    private static final List<String> NEVER = List.of("HTTP_PROXY", "HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION");

    private static final Pattern STRANGE = Pattern.compile("[_=\\x00]");

    /** The kernel takes no variable of more than 128 KiB, and no more than some MiB in all. */
    private static final int MOST_CHARS = 32 * 1024;

    private Variables() {}

    static Map<String, String> of(Frame.Invoke invoke, CallFolder folder, Map<String, String> function) {
        Map<String, String> all = new HashMap<>();
        RequestHead head = invoke.head();
        head.headers().forEach((name, value) -> {
            if (!STRANGE.matcher(name).find() && isPossible(value)) {
                all.merge(
                        "HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'),
                        value,
                        (first, second) -> first + ", " + second);
            }
        });
        NEVER.forEach(all::remove);
        all.put("GATEWAY_INTERFACE", "CGI/1.1");
        all.put("REQUEST_METHOD", head.method());
        all.put("PATH_INFO", head.path());
        all.put("QUERY_STRING", head.query());
        all.put(
                "CONTENT_TYPE",
                head.headers()
                        .first("content-type")
                        .filter(Variables::isPossible)
                        .orElse(""));
        all.put("SLUICE_INVOCATION", invoke.invocation());
        all.putAll(function);
        all.put(ITEM_FILE, folder.item().toString());
        all.put(OUTPUT_DIR, folder.output().toString());
        all.put("TMPDIR", folder.temporary().toString());
        return all;
    }

    private static boolean isPossible(String value) {
        return value.length() <= MOST_CHARS && value.indexOf('\0') < 0;
    }
}
