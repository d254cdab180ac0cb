package dev.sluice.core.callchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainLimitTest {

    private static final FunctionName PAY = new FunctionName("pay");
    private static final FunctionName LOG = new FunctionName("log");
    private static final FunctionName DEEP = new FunctionName("deep");

    private final ChainLimit limit = new ChainLimit(3, function -> switch (function.name()) {
        case "pay" -> Optional.of(1);
        case "deep" -> Optional.of(1_000);
        default -> Optional.empty();
    });

    @Test
    void theLesserOfTwoLimitsHolds() {
        assertThat(limit.refusal(List.of("a", "b"), LOG)).isEmpty();
        assertThat(limit.refusal(List.of("a", "b", "c"), LOG))
                .contains("More than 3 functions stand behind each other: a -> b -> c -> log");
        assertThat(limit.refusal(List.of("a", "b", "c"), DEEP))
                .contains("More than 3 functions stand behind each other: a -> b -> c -> deep");
        assertThat(limit.refusal(List.of(), PAY)).isEmpty();
        assertThat(limit.refusal(List.of("a"), PAY))
                .contains("More than 1 function stands behind each other: a -> pay");
    }

    @Test
    void noFunctionComesTwice() {
        assertThat(limit.refusal(List.of("deep"), DEEP)).contains("The calls go round in a circle: deep -> deep");
    }

    @Test
    void whoKnowsThatAWayEndsMayLeadItThroughAFunctionMoreThanOnce() {
        assertThat(limit.refusal(List.of("log", "a"), LOG, 1)).isEmpty();
        assertThat(limit.refusal(List.of("log", "log"), LOG, 1))
                .contains("The calls go round in a circle: log -> log -> log");
    }
}
