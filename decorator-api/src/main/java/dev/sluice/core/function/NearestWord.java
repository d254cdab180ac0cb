package dev.sluice.core.function;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant: the known word that is most like one that is not known. */
public final class NearestWord {

    private NearestWord() {}

    /** The one that {@code word} begins, or the one that needs the fewest changes, few for its length; case, - and _ aside. */
    public static Optional<String> of(String word, Collection<String> known) {
        String plain = plain(word);
        Optional<String> longer = known.stream()
                .filter(candidate -> plain.length() >= 3 && plain(candidate).startsWith(plain))
                .findFirst();
        return longer.or(() -> known.stream()
                .filter(candidate -> EditDistance.between(plain, plain(candidate)) <= allowed(candidate))
                .min(Comparator.comparingInt(candidate -> EditDistance.between(plain, plain(candidate)))));
    }

    private static int allowed(String word) {
        return word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
    }

    private static String plain(String word) {
        String cut = word.length() > 64 ? word.substring(0, 64) : word;
        return cut.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
