package dev.sluice.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.wordcount.Counts.Word;
import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordCountTest {

    private static final Path BOOK = Path.of("target/book.txt");

    @Test
    void countsLinesWordsAndCharacters() throws IOException {
        Counts counts = count("/?top=2", "One fish, two fish.\nRed fish!");

        assertThat(counts).isEqualTo(new Counts(2, 6, 29, 4, true, List.of(new Word("fish", 3), new Word("one", 1))));
    }

    @Test
    void knowsThatAnEmptyTextHasNothing() throws IOException {
        assertThat(count("/", "")).isEqualTo(new Counts(0, 0, 0, 0, true, List.of()));
    }

    @Test
    void takesLettersOfAllLanguagesAndInnerApostrophesAsWords() throws IOException {
        Counts counts = count("/", "Straße straße don't 'quoted' Μπορώ");

        assertThat(counts.top())
                .containsExactly(
                        new Word("straße", 2), new Word("don't", 1), new Word("quoted", 1), new Word("μπορώ", 1));
    }

    @Test
    void countsABook() throws IOException {
        Counts counts;
        try (InputStream book = Files.newInputStream(BOOK)) {
            counts = counts(answer("/?top=3", book));
        }

        assertThat(counts.words()).isEqualTo(Book.WORDS);
        assertThat(counts.differentWords()).isBetween(Book.VOCABULARY / 2, Book.VOCABULARY);
        assertThat(counts.lines()).isEqualTo(Files.readString(BOOK).lines().count());
        assertThat(counts.top().get(0).count())
                .isGreaterThan(counts.top().get(2).count() * 2);
    }

    @Test
    void keepsItsMemoryWhenEveryWordIsNew() throws IOException {
        InputStream allDifferent = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 70)
                .mapToObj(thousand -> new ByteArrayInputStream(numbers(thousand)))
                .toList()));

        Counts counts = counts(answer("/?top=0", allDifferent));

        assertThat(counts.words()).isEqualTo(70_000);
        assertThat(counts.differentWords()).isEqualTo(Tally.MOST_DIFFERENT);
        assertThat(counts.exact()).isFalse();
    }

    @Test
    void saysWhereATextIsNotUtf8() throws IOException {
        byte[] latin1 = "caf\u00e9 ".repeat(20_000).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(refusal(answer("/", new ByteArrayInputStream(latin1))))
                .startsWith("400 The text is not UTF-8 somewhere after its first ");
    }

    @Test
    void refusesATopThatIsNoNumberFrom0To100() throws IOException {
        for (String top : new String[] {"-1", "101", "many", ""}) {
            assertThat(refusal(answer("/?top=" + top, InputStream.nullInputStream())))
                    .isEqualTo("400 The parameter 'top' must be a whole number from 0 to 100.\n");
        }
    }

    private static byte[] numbers(int thousand) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append(thousand * 1000 + i).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Counts count(String path, String text) throws IOException {
        return counts(answer(path, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static Response answer(String path, InputStream body) throws IOException {
        return new WordCount().handle(StubRequest.post(path, body), new StubContext("word-count"));
    }

    private static Counts counts(Response answer) {
        return (Counts) ((Response.Body.Json) answer.body()).value();
    }

    private static String refusal(Response answer) {
        return answer.status() + " "
                + new String(((Response.Body.Bytes) answer.body()).bytes(), StandardCharsets.UTF_8);
    }
}
