package dev.sluice.pipelines.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldTest {

    private static CloudEvent item(String type, String data) {
        return new CloudEvent(
                Map.of("id", "1", "source", "/s", "type", "t"),
                Optional.of(type),
                Optional.of(data.getBytes(StandardCharsets.UTF_8)));
    }

    private static CloudEvent json(String data) {
        return item("application/json", data);
    }

    private static Folding folding(FoldKind kind, String value, int most) {
        return new Folding(
                kind, Optional.of(value).filter(each -> !each.isEmpty()).map(EventExpression::parse), most);
    }

    private static Fold fold(Folding folding, String... data) throws UnfitItemException {
        Fold all = folding.nothing();
        for (int i = 0; i < data.length; i++) {
            all.add(folding.of(json(data[i]), "p" + i));
        }
        return all;
    }

    private static byte[] packed(Fold fold) {
        PackedWriter out = new PackedWriter();
        fold.pack(out);
        return out.written();
    }

    private static Fold read(byte[] packed) throws UnreadableRecordException {
        return Fold.read(new PackedReader(packed));
    }

    @Test
    void eachKindSaysWhatCameOfTheItems() throws UnfitItemException {
        String[] data = {"{\"n\":2,\"w\":\"b\"}", "{\"n\":10.5,\"w\":\"a\"}", "{\"n\":-1,\"w\":\"b\"}"};

        assertThat(fold(folding(FoldKind.COUNT, "", 10), data).result()).isEqualTo("3");
        assertThat(fold(folding(FoldKind.SUM, "event.data.n", 10), data).result())
                .isEqualTo("11.5");
        assertThat(fold(folding(FoldKind.HISTOGRAM, "event.data.w", 10), data).result())
                .isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(fold(folding(FoldKind.TOP, "event.data.n", 2), data).result())
                .isEqualTo("[" + data[1] + "," + data[0] + "]");
        assertThat(fold(folding(FoldKind.COLLECT, "", 10), data).result())
                .isEqualTo("[" + String.join(",", data) + "]");
        assertThat(fold(folding(FoldKind.COLLECT, "event.data.w", 10), data).result())
                .isEqualTo("[\"b\",\"a\",\"b\"]");
    }

    @Test
    void nothingFoldedIsAResultToo() {
        assertThat(List.of(FoldKind.values()).stream()
                        .map(kind -> folding(kind, "", 10).nothing().result()))
                .containsExactly("0", "0", "{}", "[]", "[]");
    }

    @Test
    void sumsAreExact() throws UnfitItemException {
        assertThat(fold(folding(FoldKind.SUM, "", 1), "0.1", "0.2", "0.7", "1.0E20", "-1.0E20")
                        .result())
                .isEqualTo("1");
    }

    @Test
    void whatIsLeftOutIsCounted() throws UnfitItemException {
        Fold histogram = fold(folding(FoldKind.HISTOGRAM, "", 2), "\"c\"", "\"a\"", "\"c\"", "\"b\"", "\"a\"");

        assertThat(histogram.result()).isEqualTo("{\"a\":2,\"b\":1}");
        assertThat(histogram.members()).isEqualTo(5);
        assertThat(histogram.leftOut()).isEqualTo(2);
        assertThat(fold(folding(FoldKind.COLLECT, "", 2), "1", "2", "3").leftOut())
                .isEqualTo(1);
    }

    /** The seed is in the name of what fails. */
    @ParameterizedTest
    @EnumSource(FoldKind.class)
    void neitherOrderNorGroupingMatters(FoldKind kind) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            // In some rounds the bytes are what bounds, in others the number.
            int length = random.nextInt(4) == 0 ? 40_000 : 1;
            Folding folding = folding(kind, "event.data.n", 1 + random.nextInt(12));
            List<Fold> parts = new ArrayList<>();
            int count = random.nextInt(30);
            for (int i = 0; i < count; i++) {
                String data =
                        "{\"n\":" + random.nextInt(20) + ",\"x\":\"" + "x".repeat(1 + random.nextInt(length)) + "\"}";
                parts.add(folding.of(json(data), "p" + i));
            }
            List<byte[]> shuffled =
                    new ArrayList<>(parts.stream().map(FoldTest::packed).toList());
            Fold inOrder = folding.nothing();
            parts.forEach(inOrder::add);

            Collections.shuffle(shuffled, random);
            List<Fold> groups = new ArrayList<>(List.of(folding.nothing()));
            for (byte[] each : shuffled) {
                if (random.nextInt(3) == 0) {
                    groups.add(folding.nothing());
                }
                groups.getLast().add(read(each));
            }
            Fold grouped = folding.nothing();
            for (Fold group : groups) {
                grouped.add(read(packed(group)));
            }

            assertThat(grouped.result()).as("seed %d, round %d", seed, round).isEqualTo(inOrder.result());
            assertThat(grouped.members()).isEqualTo(count);
            assertThat(grouped.leftOut()).isEqualTo(inOrder.leftOut());
            assertThat(packed(read(packed(grouped)))).isEqualTo(packed(grouped));
        }
    }

    @Test
    void whatCannotBeFoldedIsTold() {
        refused(folding(FoldKind.SUM, "event.data.n", 1), json("{\"n\":\"three\"}"), "The value 'three' is no number.");
        refused(
                folding(FoldKind.SUM, "event.data.m", 1),
                json("{\"n\":1}"),
                "The filter fails: key 'm' is not present in map.");
        refused(
                folding(FoldKind.HISTOGRAM, "event.data.n", 1),
                json("{\"n\":[1]}"),
                "The expression 'event.data.n' is neither a text nor a number nor true or false of this event.");
        refused(
                folding(FoldKind.COLLECT, "", 1),
                json("1],[2"),
                "The data is said to be JSON, and it is not JSON: nothing more is expected at line 1, column 4.");
        refused(folding(FoldKind.COLLECT, "", 1), json("1,2"), "The data is said to be JSON, and is several values.");
        refused(
                folding(FoldKind.COLLECT, "", 1),
                item("image/png", "x"),
                "The data is neither JSON nor text, and cannot stand in a list: its type is 'image/png'.");
    }

    private static void refused(Folding folding, CloudEvent item, String detail) {
        assertThatThrownBy(() -> folding.of(item, "p"))
                .isInstanceOfSatisfying(
                        UnfitItemException.class, e -> assertThat(e.detail()).isEqualTo(detail));
    }

    @Test
    void textStandsInListsAsJson() throws UnfitItemException {
        Folding folding = folding(FoldKind.COLLECT, "", 5);
        Fold fold = folding.of(item("text/plain; charset=utf-8", "a \"word\""), "p");

        assertThat(fold.result()).isEqualTo("[\"a \\\"word\\\"\"]");
    }

    @Test
    void whatIsDamagedIsRefused() {
        assertThatThrownBy(() -> read(new byte[] {99}))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("newer build");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> read(new byte[] {2 * 3, 0, 2, 2, (byte) 0xFE}))
                .isInstanceOf(UnreadableRecordException.class);
    }
}
