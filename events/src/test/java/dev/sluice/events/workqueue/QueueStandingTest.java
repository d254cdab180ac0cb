package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueStandingTest {

    private static QueueStanding standing(String problem) {
        return new QueueStanding(new ItemCounts(1, 2, 3, 4, 1), 10, 5, true, 2, 12.5, 0.5, 7, problem);
    }

    @Test
    void itIsReadAsItWasWritten() {
        QueueStanding standing = standing("The source answered 503.\nTwice.");

        assertThat(QueueStanding.read(standing.bytes())).isEqualTo(standing);
        assertThat(QueueStanding.read(QueueStanding.NOTHING.bytes())).isEqualTo(QueueStanding.NOTHING);
    }

    @Test
    void whateverOthersSayOfAFaultItIsShortEnoughForARecord() {
        assertThat(standing("x".repeat(16 << 20)).bytes()).hasSizeLessThan(5_000);
    }
}
