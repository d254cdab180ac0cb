package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.SecretValue;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentSizeTest {

    private static final long LINUX_BOUND = 128 * 1024;

    @Test
    void variablesAreCountedAsTheKernelCountsThem() {
        assertThat(EnvironmentSize.bytes(Map.of("A", "b", "CD", "é€")))
                .isEqualTo("A=b\0".length() + "CD=\0".length() + 2 + 3);
    }

    @Test
    void noSingleVariableReachesTheBoundOfLinux() {
        String longestName = "N".repeat(255);

        assertThat(EnvironmentSize.bytes(Map.of(longestName, "€".repeat(32 * 1024))))
                .isLessThan(LINUX_BOUND);
        assertThat(EnvironmentSize.bytes(Map.of(longestName, "x".repeat(SecretValue.MAX_BYTES))))
                .isLessThan(LINUX_BOUND);
    }
}
