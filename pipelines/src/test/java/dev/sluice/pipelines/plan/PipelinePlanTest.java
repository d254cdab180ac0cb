package dev.sluice.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PipelinePlanTest {

    private static final PipelineGraph PHOTOS = Written.graph("""
            source: {batch: {}}
            stages:
              good: {from: source, filter: 'event.data.width > 10'}
              each: {from: good, copy: {}}
              small: {from: each, function: resize}
              tags: {from: each, function: tag}
              all: {from: [small, tags], merge: {}}
              sheet: {from: all, join: {}}
            sinks:
              bad: {from: good.rejected, topic: rejected}
              done: {from: sheet, topic: sheets}
            """);

    private static PipelinePlan plan() {
        return new PipelinePlan(new PipelineId(new Namespace("shop"), "photos"), "sluice.", PHOTOS);
    }

    @Test
    void structuralStagesRunInTheTransactionsOfThoseBeforeThem() {
        assertThat(plan().rows())
                .extracting(row -> row.name() + " in " + String.join("+", row.runsIn()) + " " + row.topic())
                .containsExactly(
                        "source in source ",
                        "good in source ",
                        "each in source ",
                        "small in small sluice.pipelines.shop.photos.small",
                        "tags in tags sluice.pipelines.shop.photos.tags",
                        "all in small+tags ",
                        "sheet in sheet sluice.pipelines.shop.photos.sheet",
                        "bad in source ",
                        "done in sheet ");
        assertThat(plan().longestWay()).isEqualTo(3);
    }

    @Test
    void aStageThatWasRenamedHasTheTopicThatItHad() {
        PipelineGraph graph = Written.graph("""
                source: {topic: t}
                stages:
                  a: {from: source, function: f, was: x}
                sinks:
                  b: {from: a, function: g, was: y}
                """);
        assertThat(new PipelinePlan(new PipelineId(Namespace.DEFAULT, "p"), "", graph).rows())
                .extracting(PipelinePlan.Row::topic)
                .containsExactly("", "pipelines.default.p.x", "pipelines.default.p.y");
    }

    @Test
    void mermaidHasEachNodeAndEachWayOnce() {
        assertThat(MermaidChart.of(PHOTOS)).isEqualTo("""
                flowchart LR
                  n0(["source: batches over HTTP"])
                  n1["good: filter event.data.width #62; 10"]:::fused
                  n2["each: copy"]:::fused
                  n3["small: function resize"]
                  n4["tags: function tag"]
                  n5["all: merge"]:::fused
                  n6["sheet: join"]
                  n7(["bad: topic rejected"]):::fused
                  n8(["done: topic sheets"]):::fused
                  n0 --> n1
                  n1 --> n2
                  n2 --> n3
                  n2 --> n4
                  n3 --> n5
                  n4 --> n5
                  n5 --> n6
                  n1 -->|"rejected"| n7
                  n6 --> n8
                  classDef fused stroke-dasharray: 4 3
                """);
    }

    @Test
    void thePictureIsWellFormedAndHasABoxForEachNode() throws ParserConfigurationException, SAXException, IOException {
        String svg = Picture.of(PHOTOS);

        Document read =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(read.getElementsByTagName("rect").getLength()).isEqualTo(9);
        assertThat(svg).contains("filter event.data.width &gt; 10");
    }

    @Test
    void whatAStageKeepsIsToldWithWhatItCosts() {
        PipelineGraph graph = Written.graph("""
                source: {batch: {}}
                stages:
                  a: {from: source, function: f, keep: 24h}
                sinks:
                  b: {from: a, function: g}
                """);
        assertThat(new PipelinePlan(new PipelineId(Namespace.DEFAULT, "p"), "", graph).rows())
                .extracting(PipelinePlan.Row::keeps)
                .containsExactly(
                        "",
                        "What comes there of a batch is written into pipelines.default.p.a.rerun too, and stays for 24h"
                                + " after the batch is over.",
                        "");
    }
}
