package dev.sluice.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    enum Window {
        FIXED,
        TOKEN_BUCKET
    }

    sealed interface Key {
        record Address() implements Key {}

        record Header(
                @Setting(value = "its name", inShort = true) String name) implements Key {}
    }

    record Limit(
            @Setting(value = "calls that may pass", unit = "calls", least = "1", most = "1000", inShort = true)
            int limit,

            @Setting(value = "in which time", least = "1s", most = "1h", otherwise = "1m")
            Duration per) {
        Limit {
            if (limit == 13) {
                throw new IllegalArgumentException("13 is no good number.");
            }
        }
    }

    record Everything(
            @Setting(value = "a text", most = "5") String text,

            @Setting(value = "a long", otherwise = "9000000000")
            long big,

            @Setting(value = "a decimal", least = "0", most = "1", otherwise = "0.5")
            double share,

            @Setting("a truth") boolean truth,
            @Setting(value = "an amount", otherwise = "1Mi") MemorySize memory,
            @Setting("an address") Optional<URI> uri,

            @Setting(value = "a word", otherwise = "token-bucket")
            Window window,

            @Setting("a secret") Optional<SecretName> secret,

            @Setting(value = "a choice", otherwise = "address")
            Key key,

            @Setting(value = "methods", otherwise = "GET, HEAD", pattern = "[A-Z]+", patternRule = "upper-case letters")
            List<String> methods,

            @Setting("texts by name") Map<String, String> texts,
            @Setting("numbers by secret") Map<SecretName, Integer> secrets,
            @Setting("anything") Optional<Map<String, Object>> tree,
            @Setting("inside") Optional<Limit> limit) {}

    record Shorty(
            @Setting(value = "all of it", inShort = true) Map<String, Object> all) {}

    private static final Settings<Everything> EVERYTHING = Settings.of(Everything.class);
    private static final Settings<Limit> LIMIT = Settings.of(Limit.class);

    private static <S extends Record> S bound(Settings<S> settings, @Nullable Object tree) {
        if (settings.read(tree, "x") instanceof Binding.Bound<S>(S value)) {
            return value;
        }
        throw new AssertionError(settings.read(tree, "x").toString());
    }

    private static List<SpecProblem> problems(Settings<?> settings, @Nullable Object tree) {
        return ((Binding.Refused<?>) settings.read(tree, "d[1].limit")).problems();
    }

    @Test
    void whatIsNotSaidIsItsDefault() {
        assertThat(bound(EVERYTHING, Map.of("text", "hi")))
                .isEqualTo(new Everything(
                        "hi",
                        9_000_000_000L,
                        0.5,
                        false,
                        new MemorySize(1),
                        Optional.empty(),
                        Window.TOKEN_BUCKET,
                        Optional.empty(),
                        new Key.Address(),
                        List.of("GET", "HEAD"),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void everyKindOfValueIsRead() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", 42);
        tree.put("big", 7L);
        tree.put("share", new BigDecimal("0.25"));
        tree.put("truth", true);
        tree.put("memory", "2Gi");
        tree.put("uri", "https://example.org/keys");
        tree.put("window", "fixed");
        tree.put("secret", "db");
        tree.put("key", Map.of("header", "X-Key"));
        tree.put("methods", List.of("PUT"));
        tree.put("texts", Map.of("a", 1));
        tree.put("secrets", Map.of("db", 1));
        tree.put("tree", Map.of("a", List.of(Map.of("b", 1))));
        tree.put("limit", 5);

        assertThat(bound(EVERYTHING, tree))
                .isEqualTo(new Everything(
                        "42",
                        7,
                        0.25,
                        true,
                        new MemorySize(2048),
                        Optional.of(URI.create("https://example.org/keys")),
                        Window.FIXED,
                        Optional.of(new SecretName("db")),
                        new Key.Header("X-Key"),
                        List.of("PUT"),
                        Map.of("a", "1"),
                        Map.of(new SecretName("db"), 1),
                        Optional.of(Map.of("a", List.of(Map.of("b", 1)))),
                        Optional.of(new Limit(5, Duration.ofMinutes(1)))));
    }

    @Test
    void aTreeKeepsNullAndCannotBeChanged() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("gone", null);
        tree.put("list", Arrays.asList(1, null));

        Shorty shorty = bound(Settings.of(Shorty.class), tree);

        assertThat(shorty.all()).isEqualTo(tree);
        assertThatThrownBy(() -> shorty.all().put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aValueMayStandForTheWhole() {
        assertThat(bound(LIMIT, 7)).isEqualTo(new Limit(7, Duration.ofMinutes(1)));
        assertThat(bound(LIMIT, "7")).isEqualTo(new Limit(7, Duration.ofMinutes(1)));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(0, problem("d[1].limit", "0 is out of bounds", "a whole number, 1 to 1000")),
                Arguments.of("x", problem("d[1].limit", "'x' is not a whole number", "a whole number, 1 to 1000")),
                Arguments.of(null, problem("d[1].limit.limit", "limit is missing", "a whole number, 1 to 1000")),
                Arguments.of(13, problem("d[1].limit", "13 is no good number", "")),
                Arguments.of(List.of(1), problem("d[1].limit", "limit is a list", "a whole number, 1 to 1000")),
                Arguments.of(
                        Map.of("limit", 1, "prr", "1s"),
                        problem(
                                "d[1].limit.prr",
                                "unknown key 'prr': did you mean 'per'?",
                                "a map with the keys limit, per")),
                Arguments.of(
                        Map.of("limit", 1, "per", "2h"),
                        problem(
                                "d[1].limit.per",
                                "2h is out of bounds",
                                "a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1s to 1h")),
                Arguments.of(
                        Map.of("limit", 1, "per", 2),
                        problem(
                                "d[1].limit.per",
                                "'2' is not a length of time",
                                "a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1s to 1h")));
    }

    private static SpecProblem problem(String path, String message, String allowed) {
        return new SpecProblem(path, message, allowed);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlaceAndWhatIsAllowed(@Nullable Object tree, SpecProblem problem) {
        assertThat(problems(LIMIT, tree)).containsExactly(problem);
    }

    static Stream<Arguments> mistakesInside() {
        return Stream.of(
                Arguments.of("text", "longer", "'longer' is not allowed", "at most 5 characters"),
                Arguments.of("share", 2, "2 is out of bounds", "a number, 0 to 1"),
                Arguments.of("truth", "yes", "'yes' is not true or false", "true or false"),
                Arguments.of(
                        "memory",
                        "much",
                        "'much' is not an amount of memory: write 256Mi or 1Gi",
                        "an amount with a unit, as in 256Mi or 1Gi"),
                Arguments.of(
                        "uri",
                        "keys",
                        "'keys' is not an absolute URI",
                        "an absolute URI, as in https://example.org/keys"),
                Arguments.of(
                        "window", "fixd", "'fixd' is not known: did you mean 'fixed'?", "one of fixed, token-bucket"),
                Arguments.of(
                        "key", "adress", "'adress' is not known: did you mean 'address'?", "one of address, header"),
                Arguments.of("key", Map.of("a", 1, "b", 2), "key is a map with 2 keys", "one of address, header"),
                Arguments.of("methods", List.of("get"), "'get' is not allowed", "upper-case letters"),
                Arguments.of("texts", "a", "texts is a text", "a map of texts"),
                Arguments.of("tree", "a", "tree is a text", "a map of keys and values"));
    }

    @ParameterizedTest
    @MethodSource("mistakesInside")
    void everyKindOfValueSaysWhatItWants(String key, Object value, String message, String allowed) {
        Map<String, Object> tree = new LinkedHashMap<>(Map.of("text", "hi"));
        tree.put(key, value);

        assertThat(problems(EVERYTHING, tree)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).startsWith("d[1].limit." + key);
            assertThat(problem.message()).isEqualTo(message);
            assertThat(problem.allowed()).isEqualTo(allowed);
        });
    }

    @Test
    void theNameOfASecretIsHeldToItsRule() {
        assertThat(problems(EVERYTHING, Map.of("text", "hi", "secret", "No Name")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("secret name 'No Name' is not allowed"));
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(problems(EVERYTHING, Map.of("text", "too long", "big", "x", "methods", List.of("A", "b", "C", "d"))))
                .extracting(SpecProblem::path)
                .containsExactly("d[1].limit.text", "d[1].limit.big", "d[1].limit.methods[1]", "d[1].limit.methods[3]");
    }

    @Test
    void settingsAreDescribedFromTheRecord() {
        assertThat(LIMIT.describe())
                .containsExactly(
                        new SettingInfo(
                                "limit",
                                "whole number",
                                "calls that may pass",
                                "calls",
                                true,
                                "",
                                "a whole number, 1 to 1000",
                                true,
                                List.of()),
                        new SettingInfo(
                                "per",
                                "time",
                                "in which time",
                                "",
                                false,
                                "1m",
                                "a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1s to 1h",
                                false,
                                List.of()));
        assertThat(EVERYTHING.describe())
                .extracting(SettingInfo::type)
                .containsExactly(
                        "text",
                        "whole number",
                        "number",
                        "boolean",
                        "memory size",
                        "URI",
                        "word",
                        "secret name",
                        "choice",
                        "list of texts",
                        "map of texts",
                        "map of whole numbers",
                        "JSON object",
                        "settings");
    }

    record Range(
            @Setting(value = "the first", least = "1", most = "9", otherwise = "1")
            int from,

            @Setting("names") List<String> names) {}

    @Test
    void theSchemaSaysWhatCanBeRead() {
        Map<String, Object> texts = Map.of("type", List.of("string", "number", "boolean"));

        assertThat(Settings.of(Range.class).schema())
                .isEqualTo(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of(
                                "from",
                                Map.of(
                                        "type",
                                        List.of("integer", "string"),
                                        "pattern",
                                        "^-?\\d{1,18}$",
                                        "minimum",
                                        1.0,
                                        "maximum",
                                        9.0,
                                        "description",
                                        "the first",
                                        "default",
                                        "1"),
                                "names",
                                Map.of(
                                        "anyOf",
                                        List.of(Map.of("type", "array", "items", texts, "maxItems", 1_000L), texts),
                                        "description",
                                        "names")),
                        "additionalProperties",
                        false));
        assertThat(EVERYTHING.schema().get("required")).isEqualTo(List.of("text"));
    }

    record Commas(
            @Setting(value = "numbers", separator = "[\\s,]+")
            List<Integer> numbers) {}

    @Test
    void aListMayBeOneTextWithSeparators() {
        assertThat(bound(Settings.of(Commas.class), Map.of("numbers", " 1, 2 3"))
                        .numbers())
                .containsExactly(1, 2, 3);
        assertThat(bound(Settings.of(Commas.class), Map.of("numbers", "")).numbers())
                .isEmpty();
    }

    record Bare(String text) {}

    record Wrong(@Setting("x") Thread thread) {}

    record BadDefault(
            @Setting(value = "x", most = "3", otherwise = "4")
            int x) {}

    record Greedy(
            @Setting(value = "x", inShort = true) Map<String, Object> x,
            @Setting("y") String y) {}

    @Test
    void aRecordThatCannotBeReadIsAFaultOfItsAuthor() {
        assertThatThrownBy(() -> Settings.of(Bare.class))
                .hasMessageEndingWith("Bare.text has no @Setting, which says what it is");
        assertThatThrownBy(() -> Settings.of(Wrong.class))
                .hasMessageEndingWith("Wrong.thread has a type that no setting can have: java.lang.Thread");
        assertThatThrownBy(() -> Settings.of(BadDefault.class))
                .hasMessageContaining("BadDefault.x has a default that it does not allow");
        assertThatThrownBy(() -> Settings.of(Greedy.class)).hasMessageContaining("must be the only component");
    }
}
