package dev.sluice.core.function;

/** How unlike two words are: Levenshtein, <i>Binary codes capable of correcting deletions, insertions and reversals</i>, 1965. */
public final class EditDistance {

    private EditDistance() {}

    /** How many letters to put in, take out or change; takes time in proportion to the product of the lengths. */
    public static int between(String a, String b) {
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
