package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.pump.Progress.Run;
import dev.sluice.events.pump.Progress.Tries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressTest {

    static Stream<String> vectors() throws IOException {
        return lines("progress.txt");
    }

    static Stream<String> notUnderstood() throws IOException {
        return lines("progress-not-understood.txt");
    }

    private static Stream<String> lines(String file) throws IOException {
        try (InputStream in = ProgressTest.class.getResourceAsStream("/pump/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isReadAsTheVectorsSayAndWrittenTheSame(String line) {
        String[] parts = line.split(" \\| ", -1);
        String text = parts[1].strip();
        Progress read = Progress.read(Long.parseLong(parts[0]), text);
        assertThat(shown(read)).isEqualTo(parts[2]);
        assertThat(read.text()).isEqualTo(text.isEmpty() ? "1" : text);
    }

    private static String shown(Progress progress) {
        String horizon = progress.horizon().isPresent()
                ? Long.toString(progress.horizon().getAsLong())
                : "-";
        String done = progress.done().stream()
                .map(run -> run.from() + "-" + run.until())
                .collect(Collectors.joining(" "));
        String tried = progress.tried().stream()
                .map(each -> each.offset() + ":" + each.all() + ":" + each.counted() + ":" + each.seconds())
                .collect(Collectors.joining(" "));
        return progress.position() + "; " + horizon + "; " + (done.isEmpty() ? "-" : done) + "; "
                + (tried.isEmpty() ? "-" : tried) + (progress.seek() == 0 ? "" : "; " + progress.seek());
    }

    @ParameterizedTest
    @MethodSource("notUnderstood")
    void whatIsNotUnderstoodSaysThatAnythingAheadMayHaveBeenTried(String text) {
        assertThat(Progress.read(7, text)).isEqualTo(new Progress(7, OptionalLong.of(100_007), List.of(), List.of()));
    }

    @Test
    void leavesOutWhatIsFarthestAheadWhereThereIsNoRoomAndSaysThatThereIsMore() {
        List<Run> runs = LongStream.range(0, 5_000)
                .mapToObj(i -> new Run(1_000 + i * 100, 1_000 + i * 100 + 50))
                .toList();
        List<Tries> tries = LongStream.range(0, 5_000)
                .mapToObj(i -> new Tries(999 + i, 3, 2, 100_000))
                .toList();
        Progress whole = new Progress(999, OptionalLong.empty(), runs, tries);
        assertThat(whole.text()).hasSizeLessThanOrEqualTo(Progress.LIMIT).hasSizeGreaterThan(Progress.LIMIT - 50);
        Progress read = Progress.read(999, whole.text());
        assertThat(read.done()).isEqualTo(runs.subList(0, read.done().size())).hasSizeGreaterThan(300);
        assertThat(read.tried())
                .isEqualTo(tries.subList(0, read.tried().size()))
                .hasSizeGreaterThan(100);
        assertThat(read.horizon()).hasValue(runs.getLast().until());
    }

    @Test
    void theLongestTextIsNeverTooLong() {
        List<Run> runs = new ArrayList<>();
        long at = 1L << 61;
        for (int i = 0; i < 1_000; i++) {
            runs.add(new Run(at + 1, at + 2 + i * 1_000_000L));
            at += 2 + i * 1_000_000L;
        }
        Progress progress = new Progress(1, OptionalLong.of(Long.MAX_VALUE), runs, List.of());
        assertThat(progress.text()).hasSizeLessThanOrEqualTo(Progress.LIMIT);
    }
}
