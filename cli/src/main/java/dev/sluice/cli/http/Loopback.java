package dev.sluice.cli.http;

import java.util.regex.Pattern;

/** This machine as an address, by which what is sent passes nobody. */
public final class Loopback {

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\])(?::[0-9]+)?");

    private Loopback() {}

    /** Whether {@code authority}, a host with or without a port as it stands in a URL, is this machine. */
    public static boolean is(String authority) {
        return AUTHORITY.matcher(authority).matches();
    }
}
