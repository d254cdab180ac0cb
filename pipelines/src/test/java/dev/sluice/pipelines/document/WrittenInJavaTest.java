package dev.sluice.pipelines.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.store.document.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents that pipelines written in Java make are read as the same pipelines written in YAML. */
class WrittenInJavaTest {

    private static final Path DOCUMENTS =
            Path.of(System.getProperty("sluice.root"), "function-runtime/api/src/test/resources/dev/sluice/pipeline");

    private static final String ALBUM = """
        source: {batch: {}}
        stages:
          good:    {from: source, filter: event.data.width > 10}
          wanted:  {from: good, filter: {function: is-wanted}}
          each:    {from: wanted, copy: {}}
          small:
            from: each
            function: {name: resize, concurrency: 4, ordered: true, retry: {attempts: 3, backoff: {first: 100ms, longest: 2s}}}
          tags:    {from: each, function: tag, keep: 24h}
          kinds:   {from: tags, split: {when: {cats: event.data.tag == "cat"}, otherwise: others}}
          sharded: {from: kinds.cats, shard: {by: event.data.owner, shards: 4}}
          all:     {from: [small, kinds.others], merge: {}}
          shown:   {from: all, copy: {}}
          whole:   {from: shown, join: {missing: open, tolerate: 2%, late: edition, keep: 48h}}
          sizes:   {from: shown, reduce: {fold: sum, value: event.data.bytes, by: event.data.owner, most: 10}}
          best:
            from: shown
            reduce: {function: {name: better, concurrency: 2, retry: {attempts: 3}, chunk: 50}, by: event.data.owner}
        sinks:
          bad:     {from: good.rejected, topic: rejected}
          cats:    {from: sharded, topic: cats}
          sheets:  {from: whole, function: contact-sheet}
          sums:    {from: sizes, topic: sums}
          winners: {from: best, topic: winners}
        deadLetters: album.lost
        """;

    private static final String VISITS = """
        source: {topic: {name: visits, from: earliest}}
        stages:
          each: {from: source, copy: {}}
          pages:
            from: each
            window: {tumbling: 1m, by: event.data.page, time: event.data.at, lateness: 5s, late: topic}
          paths:
            from: each
            window:
              session: 30m
              fold: collect
              value: event.data.page
              most: 50
              late: update
              keep: 2h
              emit: running
              idle: 10s
            was: walked
          long: {from: paths, split: {when: {many: event.data != null, all: 'true'}, otherwise: drop, rules: all}}
        sinks:
          counts:   {from: pages, topic: counts}
          too-late: {from: pages.late, topic: late}
          walks:    {from: long.all, callback: 'https://example.org/walks'}
          others:   {from: long.many, topic: long, was: rest}
        paused: true
        """;

    private static final String CLICKS = """
        source: {topic: clicks}
        stages:
          checked: {from: source, function: check}
        sinks:
          good: {from: checked, topic: good-clicks}
        guarantee: at-least-once
        """;

    private static final String FEEDS = """
        source:
          list:
            function: list-feeds
            schedule: {cron: 0 6 * * MON-FRI, zone: Europe/Berlin, missed: all, missedMost: 5, overlap: queue}
            retry: {attempts: 3, backoff: {first: 100ms, longest: 2s}}
        stages:
          read: {from: source, function: read-feed}
        sinks:
          articles: {from: read, topic: articles}
        """;

    private static final String REPORT = """
        source: {schedule: {every: 1h, missed: skip, overlap: allow, jitter: 30s, input: {days: 1}}}
        sinks:
          sent: {from: source, function: send-report}
        """;

    private static final Map<String, String> IN_YAML =
            Map.of("album", ALBUM, "visits", VISITS, "clicks", CLICKS, "feeds", FEEDS, "report", REPORT);

    private static PipelineSettings inJava(String name) throws Exception {
        Binding<Kind.Document<PipelineSettings>> read =
                PipelineSettings.KIND.read(Documents.readAll(Files.readString(DOCUMENTS.resolve(name + ".json")))
                        .getFirst());
        assertThat(read).isInstanceOf(Binding.Bound.class);
        return ((Binding.Bound<Kind.Document<PipelineSettings>>) read)
                .settings()
                .spec();
    }

    @ParameterizedTest
    @CsvSource({"album", "visits", "clicks", "feeds", "report"})
    void aPipelineInJavaIsTheSameInYaml(String name) throws Exception {
        PipelineSettings inYaml = Written.settings(Objects.requireNonNull(IN_YAML.get(name)));

        PipelineSettings inJava = inJava(name);

        assertThat(inJava).hasToString(inYaml.toString());
        assertThat(PipelineGraph.compile(inJava, "")).isInstanceOf(PipelineGraph.Compiled.Good.class);
    }
}
