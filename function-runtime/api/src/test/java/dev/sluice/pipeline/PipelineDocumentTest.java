package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The documents beside this test are what the pipelines here make; that the platform reads them as they are meant is tested where it reads. */
class PipelineDocumentTest {

    private static String document(String name) throws IOException {
        try (var in = PipelineDocumentTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Pipeline ofBatches() {
        Pipeline album = new Pipeline("album").deadLetters("album.lost");
        Items good = album.batches().filter("good", "event.data.width > 10");
        good.rejected().toTopic("bad", "rejected");
        Items each = good.filterBy("wanted", "is-wanted").copy("each");
        Items small = each.call(
                "small",
                Call.to("resize")
                        .concurrency(4)
                        .ordered()
                        .attempts(3)
                        .backoff(Duration.ofMillis(100), Duration.ofSeconds(2)));
        Items kinds = each.call("tags", "tag")
                .split("kinds", Split.when("cats", "event.data.tag == \"cat\"").otherwise("others"));
        kinds.output("cats").shard("sharded", "event.data.owner", 4).toTopic("cats", "cats");
        Items all = Items.merge("all", small, kinds.output("others")).copy("shown");
        all.join("whole", Join.open().tolerate("2%").editions(Duration.ofDays(2)))
                .toFunction("sheets", "contact-sheet");
        all.reduce(
                        "sizes",
                        Reduce.to(Fold.SUM)
                                .value("event.data.bytes")
                                .by("event.data.owner")
                                .most(10))
                .toTopic("sums", "sums");
        all.reduce(
                        "best",
                        Reduce.with(Call.to("better").concurrency(2).attempts(3))
                                .chunk(50)
                                .by("event.data.owner"))
                .toTopic("winners", "winners");
        return album.keep("tags", Duration.ofDays(1));
    }

    @Test
    void itemsOfBatchesAreKnownByAField() {
        Pipeline orders = new Pipeline("orders");
        orders.batches("/order/id").toTopic("all", "orders");

        assertThat(orders.toJson()).contains("\"batch\": {\"id\": \"/order/id\"}");
    }

    private static Pipeline ofAList() {
        Pipeline feeds = new Pipeline("feeds");
        feeds.list(Listing.by("list-feeds")
                        .at(Schedule.cron("0 6 * * MON-FRI")
                                .zone("Europe/Berlin")
                                .allMissed(5)
                                .queued())
                        .attempts(3)
                        .backoff(Duration.ofMillis(100), Duration.ofSeconds(2)))
                .call("read", "read-feed")
                .toTopic("articles", "articles");
        return feeds;
    }

    private static Pipeline ofTimes() {
        Pipeline report = new Pipeline("report");
        report.schedule(Schedule.every(Duration.ofHours(1))
                        .skipMissed()
                        .overlapping()
                        .jitter(Duration.ofSeconds(30))
                        .input(Map.of("days", 1)))
                .toFunction("sent", "send-report");
        return report;
    }

    private static Pipeline ofAStream() {
        Pipeline visits = new Pipeline("visits").paused();
        Items each = visits.topic("visits", "earliest").copy("each");
        Items pages = each.window(
                "pages",
                Window.tumbling(Duration.ofMinutes(1))
                        .by("event.data.page")
                        .time("event.data.at")
                        .lateness(Duration.ofSeconds(5))
                        .lateToOutput());
        pages.toTopic("counts", "counts");
        pages.late().toTopic("too-late", "late");
        Items walks = each.window(
                        "paths",
                        Window.session(Duration.ofMinutes(30))
                                .fold(Fold.COLLECT)
                                .value("event.data.page")
                                .most(50)
                                .lateUpdates(Duration.ofHours(2))
                                .running()
                                .idle(Duration.ofSeconds(10)))
                .split(
                        "long",
                        Split.when("many", "event.data != null")
                                .orWhen("all", "true")
                                .toAll());
        walks.output("all").toCallback("walks", "https://example.org/walks");
        walks.output("many").toTopic("others", "long");
        return visits.was("paths", "walked").was("others", "rest");
    }

    private static Pipeline ofAStreamThatMayRepeat() {
        Pipeline clicks = new Pipeline("clicks").atLeastOnce();
        clicks.topic("clicks").call("checked", "check").toTopic("good", "good-clicks");
        return clicks;
    }

    @Test
    void aPipelineOfBatchesMakesItsDocument() throws IOException {
        assertThat(ofBatches().toJson()).isEqualTo(document("album.json"));
    }

    @Test
    void aPipelineOfAStreamMakesItsDocument() throws IOException {
        assertThat(ofAStream().toJson()).isEqualTo(document("visits.json"));
    }

    @Test
    void aPipelineOfAStreamThatMayRepeatMakesItsDocument() throws IOException {
        assertThat(ofAStreamThatMayRepeat().toJson()).isEqualTo(document("clicks.json"));
    }

    @Test
    void aPipelineOfAListMakesItsDocument() throws IOException {
        assertThat(ofAList().toJson()).isEqualTo(document("feeds.json"));
    }

    @Test
    void aPipelineOfTimesMakesItsDocument() throws IOException {
        assertThat(ofTimes().toJson()).isEqualTo(document("report.json"));
    }

    @Test
    void whatIsSaidTwiceIsRefusedWhereItIsSaid() {
        Pipeline album = new Pipeline("album");
        Items source = album.batches();
        source.copy("each");

        assertThatThrownBy(() -> source.copy("each")).hasMessage("the pipeline 'album' has a 'each' already");
        assertThatThrownBy(() -> album.topic("photos"))
                .hasMessage("the pipeline 'album' has a source already: [batch]");
        assertThatThrownBy(() -> Items.merge("all", source, new Pipeline("other").batches()))
                .hasMessage("'all' cannot read items of two pipelines");
        assertThatThrownBy(() -> new Pipeline("none").toJson())
                .hasMessage("the pipeline 'none' has no source: topic, batches, list or schedule");
    }
}
