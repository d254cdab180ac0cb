package dev.sluice.runners.runtime;

import java.util.Locale;
import java.util.Map;

/**
 * What an uploaded file is called in its artifact.
 *
 * @param usual the name where nothing else says so
 * @param bySuffix the names of files whose own ends so, with the dot, in lower case: for languages of one runtime that cannot be told apart by the text
 */
public record FileNames(String usual, Map<String, String> bySuffix) {

    public FileNames {
        bySuffix = Map.copyOf(bySuffix);
    }

    /** The name of a file that its sender calls so; {@code sent} may be empty. */
    public String of(String sent) {
        int dot = sent.lastIndexOf('.');
        return dot < 0 ? usual : bySuffix.getOrDefault(sent.substring(dot).toLowerCase(Locale.ROOT), usual);
    }
}
