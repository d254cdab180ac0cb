package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.http.Loopback;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is in a registry.
 *
 * @param host with a port, if it has one
 * @param repository its path there
 * @param tag a tag, or a digest
 */
record Reference(String host, String repository, String tag) {

    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile("((?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?)/(" + PART
            + "(?:/" + PART + ")*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@(sha256:[0-9a-f]{64}))?");

    /**
     * Reads {@code HOST/REPOSITORY:TAG}; without a tag it is {@code latest}.
     *
     * @throws CommandException if it names no registry, or is written otherwise
     */
    static Reference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!isOne(text) || !matcher.matches()) {
            throw CommandException.usage(
                    "'" + text + "' names no image in a registry: write it as in registry.example.org/team/hello:1.");
        }
        String tag = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
        return new Reference(matcher.group(1), matcher.group(2), tag == null ? "latest" : tag);
    }

    /** Whether {@code text} names an image in a registry. */
    static boolean isOne(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && isHost(matcher.group(1));
    }

    private static boolean isHost(String text) {
        return text.contains(".") || text.contains(":") || text.equals("localhost");
    }

    /** The address of something of its repository: {@code blobs/…}, {@code manifests/…}. */
    URI uri(String below) {
        return URI.create((Loopback.is(host) ? "http" : "https") + "://" + host + "/v2/" + repository + "/" + below);
    }

    @Override
    public String toString() {
        return host + "/" + repository + (tag.startsWith("sha256:") ? "@" : ":") + tag;
    }
}
