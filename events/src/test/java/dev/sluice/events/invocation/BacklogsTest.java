package dev.sluice.events.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacklogsTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final FunctionName MEDIA = new FunctionName("media");

    private final Backlogs backlogs = new Backlogs();

    private static InvocationState waiting(Instant accepted) {
        return InvocationState.waiting(new QueuedCall(
                InvocationId.next(accepted.toEpochMilli()),
                MEDIA,
                accepted,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                ByteBuffer.allocate(0),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty()));
    }

    @Test
    void aCallThatRunsForLongCountsButMakesTheBacklogNoOlder() {
        InvocationState video = waiting(NOON);
        backlogs.changed(video, false);
        backlogs.changed(waiting(NOON.plusSeconds(60)), false);
        assertThat(backlogs.of(MEDIA, _ -> true).oldest()).contains(NOON);

        backlogs.changed(video.begun(NOON), true);
        assertThat(backlogs.of(MEDIA, _ -> true).oldest()).contains(NOON);
        Standing held = new Standing.Running(Optional.of(NOON.plusSeconds(120)));
        backlogs.changed(video.now(held, false, NOON), true);

        assertThat(backlogs.of(MEDIA, _ -> true).oldest()).contains(NOON.plusSeconds(60));
        assertThat(backlogs.of(MEDIA, _ -> true).calls()).isEqualTo(2);
    }
}
