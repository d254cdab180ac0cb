package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerKindTest {

    @ParameterizedTest
    @CsvSource({"1, 128", "128, 128", "129, 256", "300, 512", "8193, 16384", "16384, 16384"})
    void memoryRoundsUpToItsClass(int memory, int size) {
        assertThat(RunnerKind.memoryClass(new MemorySize(memory))).isEqualTo(new MemorySize(size));
    }

    @Test
    void memoryBeyondTheLargestClassIsRefused() {
        assertThatThrownBy(() -> RunnerKind.memoryClass(new MemorySize(16385)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory of 16385Mi is more than the largest class, 16Gi");
    }

    @Test
    void aSizeBetweenClassesIsNoKind() {
        assertThatThrownBy(() -> new RunnerKind(Samples.JAVA, new MemorySize(300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("300Mi is not a memory class");
    }
}
