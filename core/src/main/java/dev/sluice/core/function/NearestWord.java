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
                .filter(candidate -> distance(plain, plain(candidate)) <= allowed(candidate))
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate)))));
    }

    private static int allowed(String word) {
        return word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
    }

    private static String plain(String word) {
        String cut = word.length() > 64 ? word.substring(0, 64) : word;
        return cut.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance: how many letters to put in, take out or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
