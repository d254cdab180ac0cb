package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandingFeedTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private boolean closed;

    private static StandingFeed.Standing state(int items, boolean over) {
        return new StandingFeed.Standing(Map.of("items", items), over);
    }

    /** Stands in turn as these say, and is no more after that. */
    private StandingFeed feed(Duration pause, List<Optional<StandingFeed.Standing>> states) {
        Deque<Optional<StandingFeed.Standing>> left = new ArrayDeque<>(states);
        return new StandingFeed(
                () -> new StandingFeed.Followed() {
                    @Override
                    public Optional<StandingFeed.Standing> now() {
                        if (left.isEmpty()) {
                            throw new ProblemException(Problems.invalidRequest("It is no more."));
                        }
                        return left.removeFirst();
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                },
                new ObjectMapper(),
                pause);
    }

    private String run(StandingFeed feed) throws IOException {
        feed.run(new Followers.Events(told));
        assertThat(closed).isTrue();
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatChangesIsToldOnceAndTheEndLast() throws IOException {
        String text = run(feed(
                Duration.ofMillis(1),
                List.of(
                        Optional.of(state(1, false)),
                        Optional.of(state(1, false)),
                        Optional.empty(),
                        Optional.of(state(2, false)),
                        Optional.of(state(2, true)),
                        Optional.of(state(3, true)))));

        assertThat(text).isEqualTo("""
                : following

                event: state
                data: {"items":1}

                event: state
                data: {"items":2}

                event: ended
                data: {"items":2}

                """);
    }

    @Test
    void oneThatIsNoMoreEndsWithoutAnEnd() throws IOException {
        assertThat(run(feed(Duration.ofMillis(1), List.of(Optional.of(state(1, false))))))
                .endsWith("event: state\ndata: {\"items\":1}\n\n");
    }

    @Test
    void aReaderWhoLeavesIsNotWaitedFor() throws Exception {
        CountDownLatch written = new CountDownLatch(2);
        StandingFeed feed = feed(Duration.ofDays(1), List.of(Optional.of(state(1, false))));
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                feed.run(new Followers.Events(new OutputStream() {
                    @Override
                    public void write(int b) {}

                    @Override
                    public void flush() {
                        written.countDown();
                    }
                }));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        written.await();
        feed.readerGone();

        reader.join();
        assertThat(closed).isTrue();
    }
}
