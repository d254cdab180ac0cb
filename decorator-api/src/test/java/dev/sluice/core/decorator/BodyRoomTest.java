package dev.sluice.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyRoomTest {

    private final BodyRoom room = new BodyRoom(100);

    @Test
    void aShareTakesAllOrNothingAndGivesItBackAtItsEnd() {
        try (BodyRoom.Share one = room.share();
                BodyRoom.Share other = room.share()) {
            assertThat(one.take(60)).isTrue();
            assertThat(other.take(41)).isFalse();
            assertThat(other.take(40)).isTrue();
            assertThat(room.held()).isEqualTo(100);
        }
        assertThat(room.held()).isZero();
    }

    @Test
    void aShareThatIsClosedTakesNothing() {
        BodyRoom.Share share = room.share();
        share.take(10);

        share.close();

        assertThat(share.take(1)).isFalse();
        assertThat(room.held()).isZero();
    }

    @Test
    void whoeverTakesWhileTheShareIsClosedLeavesNothingBehind() throws InterruptedException {
        for (int round = 0; round < 1000; round++) {
            BodyRoom.Share share = room.share();
            CountDownLatch taking = new CountDownLatch(1);
            Thread leaf = Thread.ofVirtual().start(() -> {
                taking.countDown();
                for (int i = 0; i < 100; i++) {
                    share.take(1);
                }
            });
            taking.await();
            share.close();
            leaf.join();
            assertThat(room.held()).as("after round %d", round).isZero();
        }
    }
}
