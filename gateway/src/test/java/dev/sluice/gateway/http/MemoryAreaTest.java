package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAreaTest {

    @ParameterizedTest
    @CsvSource({
        "java.lang.OutOfMemoryError: Java heap space, HEAP",
        "java.lang.OutOfMemoryError: Metaspace, CLASSES",
        "java.lang.OutOfMemoryError: Compressed class space, CLASSES",
        "unable to create native thread: possibly out of memory or process/resource limits reached, THREADS",
        "Out of space in CodeCache for adapters, CODE"
    })
    void theWordsOfTheRuntimeTellTheArea(String detail, MemoryArea area) {
        assertThat(MemoryArea.in(detail)).contains(area);
    }

    @Test
    void aCallerIsToldWhichAreaWasFullAndHowToRaiseIt() {
        String detail = "Cannot reserve 62914560 bytes of direct buffer memory (allocated: 0, limit: 12582912)";

        assertThat(Problems.of(new Outcome.OutOfMemory(detail), "f", List.of()).detail())
                .isEqualTo("The function used more memory than its limit: " + detail + ". What was full is the room for"
                        + " direct buffers. Make it use less, or raise 'memory' in its spec, with which that grows too;"
                        + " -XX:MaxDirectMemorySize= in 'jvmOptions' shifts the balance.");
    }

    @Test
    void whereOnlyTheProcessIsKnownTheAdviceIsOfIt() {
        assertThat(MemoryArea.advice("its limit is 256Mi, and the process ended with signal 9 (SIGKILL)"))
                .isEqualTo("Make it use less, or raise 'memory' in its spec.");
    }
}
