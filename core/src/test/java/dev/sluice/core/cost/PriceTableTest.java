package dev.sluice.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.settings.Binding;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PriceTableTest {

    private static final Map<String, Object> FLAT = Map.of("per", "gib-second", "tiers", List.of(tier("price", "0.5")));

    @Test
    void aWholeTableIsRead() {
        PriceTable table = read(table(Map.of()));
        assertThat(table.currency()).isEqualTo("EUR");
        assertThat(table.calls().of(500_000)).isZero();
        assertThat(table.calls().of(3_000_000)).isCloseTo(0.5, within(1e-9));
        assertThat(table.run().of(10)).isCloseTo(5, within(1e-9));
        assertThat(table.machine().month()).isCloseTo(73, within(1e-9));
    }

    static Stream<Arguments> holes() {
        return Stream.of(
                Arguments.of(
                        "calls",
                        calls(tier("to", 1L, "price", 0L), tier("from", 2L, "price", 1L)),
                        "prices.calls",
                        "no price is told from 1 to 2: tiers[1] begins at 2, and tiers[0] ends at 1"),
                Arguments.of(
                        "calls",
                        calls(tier("from", 5L, "price", 1L)),
                        "prices.calls",
                        "no price is told from 0 to 5: tiers[0] begins at 5"),
                Arguments.of(
                        "calls",
                        calls(tier("to", 3L, "price", 0L), tier("from", 2L, "price", 1L)),
                        "prices.calls",
                        "two prices are told from 2 to 3: tiers[1] begins at 2, before tiers[0] ends at 3"),
                Arguments.of(
                        "calls",
                        calls(tier("to", 1L, "price", 0L)),
                        "prices.calls",
                        "no price is told beyond 1, where tiers[0] ends: leave out its 'to', or add a tier from there"),
                Arguments.of(
                        "calls",
                        calls(tier("price", 0L), tier("from", 1L, "price", 1L)),
                        "prices.calls",
                        "tiers[0] has no end, and tiers[1] comes after it: write where it ends ('to')"),
                Arguments.of(
                        "calls",
                        calls(),
                        "prices.calls",
                        "there is no tier: write at least one, as in tiers: [{price: 0.20}]"),
                Arguments.of(
                        "calls",
                        calls(tier("from", 0L, "to", 0L, "price", 1L)),
                        "prices.calls.tiers[0]",
                        "the tier ends at 0, where it has not begun: it begins at 0"),
                Arguments.of("run", Map.of("tiers", List.of(tier("price", 1L))), "prices.run.per", "per is missing"),
                Arguments.of(
                        "run",
                        Map.of("per", "gib", "tiers", List.of(tier("price", 1L))),
                        "prices.run.per",
                        "'gib' is not known: did you mean 'gib-second'?"),
                Arguments.of(
                        "kept",
                        Map.of("per", "gib-hour", "tiers", List.of(tier("price", -1L))),
                        "prices.kept.tiers[0].price",
                        "-1 is out of bounds"),
                Arguments.of(
                        "kept",
                        Map.of("per", "gib-hour", "tiers", List.of(tier("price", "cheap"))),
                        "prices.kept.tiers[0].price",
                        "'cheap' is not a number"),
                Arguments.of(
                        "kept",
                        Map.of("per", "gib-hour", "tiers", List.of(tier("price", "NaN"))),
                        "prices.kept.tiers[0].price",
                        "'NaN' is not a number"),
                Arguments.of("date", "2026-02-31", "prices", "'2026-02-31' is no date: write one as in 2026-11-30"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("holes")
    void aTableWithAHoleIsRefusedWithItsPlace(String key, Object value, String path, String message) {
        assertThat(PriceTable.read(table(Map.of(key, value))))
                .isInstanceOfSatisfying(Binding.Refused.class, refused -> {
                    Binding.Refused<?> told = refused;
                    assertThat(told.problems()).hasSize(1);
                    assertThat(told.problems().getFirst().path()).isEqualTo(path);
                    assertThat(told.problems().getFirst().message()).isEqualTo(message);
                    assertThat(PriceTable.sentences(told.problems())).startsWith(path + ": " + message);
                });
    }

    @Test
    void whatIsLeftOutIsTold() {
        assertThat(PriceTable.read(Map.of("currency", "EUR", "date", "2026-11-30")))
                .isInstanceOfSatisfying(Binding.Refused.class, refused -> {
                    Binding.Refused<?> told = refused;
                    assertThat(told.problems())
                            .extracting(problem -> problem.path())
                            .contains("prices.calls", "prices.run", "prices.kept", "prices.machine");
                });
    }

    private static Map<String, Object> table(Map<String, Object> instead) {
        Map<String, Object> table = new LinkedHashMap<>(Map.of(
                "currency",
                "EUR",
                "date",
                "2026-11-30",
                "calls",
                calls(tier("to", 1L, "price", 0L), tier("from", 1L, "price", new BigDecimal("0.25"))),
                "run",
                FLAT,
                "kept",
                FLAT,
                "machine",
                Map.of("memory", "8Gi", "per", "hour", "price", new BigDecimal("0.1"))));
        table.putAll(instead);
        return table;
    }

    @SafeVarargs
    private static Map<String, Object> calls(Map<String, Object>... tiers) {
        return Map.of("per", "million", "tiers", List.of(tiers));
    }

    private static Map<String, Object> tier(Object... entries) {
        Map<String, Object> tier = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            tier.put((String) entries[i], entries[i + 1]);
        }
        return tier;
    }

    private static PriceTable read(Object tree) {
        return switch (PriceTable.read(tree)) {
            case Binding.Bound<PriceTable>(PriceTable table) -> table;
            case Binding.Refused<PriceTable>(var problems) -> throw new AssertionError(problems);
        };
    }
}
