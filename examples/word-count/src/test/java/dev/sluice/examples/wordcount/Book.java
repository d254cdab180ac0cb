package dev.sluice.examples.wordcount;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes a book of a million words in a language of its own, in which words are as common as in a real one (Zipf's law:
 * the tenth word comes a tenth as often as the first). The same text each time. Run as {@code java Book.java FILE}; does
 * nothing if the file exists.
 */
public final class Book {

    static final int WORDS = 1_000_000;
    static final int VOCABULARY = 12_000;

    private static final String[] ONSETS = {
        "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", ""
    };
    private static final String[] CORES = {"a", "e", "i", "o", "u", "ai", "ou", "é"};

    private final SplittableRandom random = new SplittableRandom(1851);
    private final List<String> vocabulary = vocabulary();
    private final double[] upTo = new double[VOCABULARY];

    private Book() {
        double sum = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) {
            sum += 1.0 / (rank + 1);
            upTo[rank] = sum;
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        if (!Files.exists(file)) {
            Path parent = file.toAbsolutePath().getParent();
            Path part = Files.createTempFile(Files.createDirectories(parent), "book", ".txt");
            try (Writer out = Files.newBufferedWriter(part)) {
                new Book().write(out);
            }
            Files.move(part, file);
        }
    }

    private void write(Writer out) throws IOException {
        int left = WORDS;
        while (left > 0) {
            int length = Math.min(left, random.nextInt(4, 22));
            StringBuilder sentence = new StringBuilder();
            for (int i = 0; i < length; i++) {
                sentence.append(i == 0 ? "" : random.nextInt(9) == 0 ? ", " : " ")
                        .append(word());
            }
            sentence.setCharAt(0, Character.toUpperCase(sentence.charAt(0)));
            out.append(sentence).append(random.nextInt(7) == 0 ? ".\n\n" : ".\n");
            left -= length;
        }
    }

    private String word() {
        double at = random.nextDouble(upTo[VOCABULARY - 1]);
        int low = 0;
        int high = VOCABULARY - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return vocabulary.get(low);
    }

    /** Short words first, because common words are short. */
    private List<String> vocabulary() {
        Set<String> words = new LinkedHashSet<>();
        for (int round = 0; words.size() < VOCABULARY; round++) {
            StringBuilder word = new StringBuilder();
            for (int syllable = 0; syllable <= Math.min(3, round / 400); syllable++) {
                word.append(ONSETS[random.nextInt(ONSETS.length)]).append(CORES[random.nextInt(CORES.length)]);
            }
            words.add(word.toString());
        }
        return new ArrayList<>(words);
    }
}
