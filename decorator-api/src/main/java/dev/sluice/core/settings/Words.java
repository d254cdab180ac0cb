package dev.sluice.core.settings;

import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.TreeValues;
import java.util.List;
import java.util.Locale;

/** Names of Java as words of people. */
final class Words {

    private Words() {}

    /** {@code FIXED_WINDOW} and {@code FixedWindow} become {@code fixed-window}. */
    static String key(String name) {
        String parted = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-');
        return parted.toLowerCase(Locale.ROOT);
    }

    /** {@code SecretName} becomes {@code secret name}. */
    static String phrase(Class<?> type) {
        return key(type.getSimpleName()).replace('-', ' ');
    }

    static String unknown(String word, List<String> known) {
        return "'" + TreeValues.shown(word) + "' is not known" + hint(word, known);
    }

    /** {@code : did you mean 'limit'?}, or nothing. */
    static String hint(String word, List<String> known) {
        return NearestWord.of(word, known)
                .map(near -> ": did you mean '" + near + "'?")
                .orElse("");
    }

    static String plural(String word) {
        return word.startsWith("JSON") || word.endsWith("s") ? word : word + "s";
    }
}
