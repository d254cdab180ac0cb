package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The traces of the items that come through one stage. An item has its trace in the attribute {@code traceparent} (Distributed Tracing
 * extension of CloudEvents); that of what a stage makes says the stage. Where nobody takes spans, traces go on as they came and none begin.
 * Thread-safe.
 */
record StageTraces(Optional<Tracing> tracing, PipelineId pipeline, StageName stage, InstantSource clock) {

    /** The attribute of an item, and the header field of a record that others have written or read. */
    static final String TRACE = "traceparent";

    /** The trace of an item; empty if it has none. */
    static Optional<String> of(CloudEvent item) {
        return item.attribute(TRACE).filter(TraceParent::isValid);
    }

    /** Whether whoever began a trace wants it recorded. */
    static boolean isRecorded(String traceparent) {
        return TraceParent.isSampled(traceparent);
    }

    /** The same item in a trace. */
    static CloudEvent in(Optional<String> trace, CloudEvent item) {
        return trace.map(text -> Items.with(item, TRACE, text)).orElse(item);
    }

    /** The item of a record that others have written: whoever wrote it last is where its trace goes on from, and not who made the event. */
    static CloudEvent came(ConsumerRecord<byte[], byte[]> record, CloudEvent item) {
        return record.headers().lastHeader(TRACE) == null
                ? item
                : in(
                        TopicRecord.of(record)
                                .header(TRACE)
                                .flatMap(RecordHeader::text)
                                .filter(TraceParent::isValid),
                        item);
    }

    /** Begins what the stage does with an item; a trace begins with it if the item has none. {@code attempt}: 0 if nothing is called. */
    Span begin(CloudEvent item, int attempt) {
        Optional<String> parent = of(item);
        if (tracing.isEmpty() || (parent.isPresent() && !isRecorded(parent.get()))) {
            return new Span(item.id(), BatchCounts.of(item), attempt, parent, "", List.of());
        }
        Optional<String> own =
                parent.map(TraceParent::continued).or(() -> tracing.map(to -> TraceParent.begun(to.ratio())));
        return new Span(
                item.id(),
                BatchCounts.of(item),
                attempt,
                own,
                parent.map(TraceParent::span).orElse(""),
                List.of());
    }

    /**
     * Begins what the stage makes of many items. It is in a trace of its own, which is recorded if one of theirs is.
     *
     * @param item the id of what is made
     * @param batch of which it is; empty if of none
     * @param links the recorded traces of the items, at most {@value TraceLinks#MOST}
     */
    Span begin(String item, String batch, List<String> links) {
        Optional<String> own = tracing.map(to -> TraceParent.begun(links.isEmpty() ? to.ratio() : 1));
        return new Span(item, batch, 0, own, "", links);
    }

    /** What the stage does with one item. */
    final class Span {
        private final String item;
        private final String batch;
        private final int attempt;
        private final Optional<String> trace;
        private final String parent;
        private final List<String> links;
        private final long startMillis = clock.millis();
        private final long startNanos = System.nanoTime();

        private Span(
                String item, String batch, int attempt, Optional<String> trace, String parent, List<String> links) {
            this.item = item;
            this.batch = batch;
            this.attempt = attempt;
            this.trace = trace;
            this.parent = parent;
            this.links = links;
        }

        /** In which trace that goes on which comes of it; empty if in none. */
        Optional<String> trace() {
            return trace;
        }

        /** Makes what comes of the item, and is over then; it failed if that throws. */
        List<Way.Arrived> over(HopWork.Maker maker) throws ItemFailedException {
            boolean failed = true;
            try {
                List<Way.Arrived> arrived = maker.make();
                failed = false;
                return arrived;
            } finally {
                end(failed);
            }
        }

        /** It is over; once. */
        void end(boolean failed) {
            if (tracing.isPresent() && trace.filter(StageTraces::isRecorded).isPresent()) {
                tracing.get()
                        .spans()
                        .accept(new StageSpan(
                                trace.get(),
                                parent,
                                links,
                                pipeline,
                                stage,
                                item,
                                batch,
                                attempt,
                                startMillis * 1_000,
                                System.nanoTime() - startNanos,
                                failed));
            }
        }
    }
}
