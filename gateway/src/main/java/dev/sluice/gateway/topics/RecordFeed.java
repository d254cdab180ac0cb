package dev.sluice.gateway.topics;

import dev.sluice.events.record.ReadRecord;
import dev.sluice.events.topic.TailStep;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicTail;
import dev.sluice.gateway.api.Followers;
import dev.sluice.gateway.api.TopicProblems;
import java.io.IOException;
import java.time.Duration;

/** One reader who follows a topic. Nothing waits between the two: a slow reader reads later what Kafka keeps. */
final class RecordFeed implements Followers.Feed {

    private final TopicTail tail;
    private long left;

    /** {@code most}: records after which the answer ends. */
    RecordFeed(TopicTail tail, long most) {
        this.tail = tail;
        this.left = most;
    }

    @Override
    public void readerGone() {
        tail.close();
    }

    @Override
    public void run(Followers.Events out) throws IOException {
        try (tail) {
            out.following();
            boolean more = true;
            while (more) {
                more = write(tail.next(Duration.ofSeconds(STILL_HERE_SECONDS)), out);
            }
        } catch (TopicException e) {
            out.write("event: failed\ndata: " + TopicProblems.of(e.fault()).toJson() + "\n\n");
        }
    }

    private boolean write(TailStep step, Followers.Events out) throws IOException {
        switch (step) {
            case TailStep.Records(var records) -> {
                for (ReadRecord record : records) {
                    if (left-- > 0) {
                        out.write("data: " + RecordJson.of(record) + "\n\n");
                    }
                }
            }
            case TailStep.Lost(int partition, long count) ->
                out.write("event: lost\ndata: {\"partition\":" + partition + ",\"lost\":" + count + "}\n\n");
            case TailStep.Quiet() -> out.stillHere();
            case TailStep.End() -> {
                return false;
            }
        }
        return left > 0;
    }
}
