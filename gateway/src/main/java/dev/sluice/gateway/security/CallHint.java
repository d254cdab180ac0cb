package dev.sluice.gateway.security;

import dev.sluice.core.function.FunctionName;

/** What to say to somebody who may have meant to call a function, and asked management for it. */
public final class CallHint {

    private static final String MANAGED = "/functions/";

    private CallHint() {}

    /** A sentence with a blank before it if {@code path} names a function of management; else empty. */
    public static String of(String path) {
        if (!path.startsWith(MANAGED)) {
            return "";
        }
        String below = path.substring(MANAGED.length());
        int slash = below.indexOf('/');
        String name = slash < 0 ? below : below.substring(0, slash);
        return FunctionName.isValid(name) ? " To call the function, leave out the 's': /function/" + name + "." : "";
    }
}
