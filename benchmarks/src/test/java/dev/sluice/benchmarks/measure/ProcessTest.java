package dev.sluice.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTest {

    @Test
    void readsUserAndSystemTimeBehindANameWithSpaces() {
        String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 3 0 250 50 7 9 20 0 5 0 1000 1 2";

        assertThat(ProcessorTime.ticks(stat)).isEqualTo(300);
    }

    @Test
    void countsNothingForAProcessThatHasEnded() throws IOException {
        assertThat(ProcessorTime.seconds(List.of(Long.MAX_VALUE))).isZero();
    }

    @Test
    void knowsTheMemoryOfThisProcess() throws IOException {
        assertThat(ProcessMemory.pssMebibytes(ProcessHandle.current().pid())).isBetween(10.0, 4000.0);
    }
}
