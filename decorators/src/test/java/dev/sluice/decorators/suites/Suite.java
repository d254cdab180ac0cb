package dev.sluice.decorators.suites;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.decorators.json.JsonBodies;
import dev.sluice.decorators.transform.TransformKind;
import dev.sluice.decorators.validate.ValidateKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A public suite that is made of JSON files, and how its folder is laid out. */
enum Suite {
    /** Of json-schema-org/JSON-Schema-Test-Suite, or a copy: {@code tests/draft2020-12}. */
    JSON_SCHEMA {
        @Override
        void run(Path folder, Tally tally) {
            for (Path file : files(folder.resolve("tests/draft2020-12"))) {
                for (JsonNode group : json(file)) {
                    schema(
                            folder.relativize(file) + ": "
                                    + group.path("description").asText(),
                            group,
                            tally);
                }
            }
        }
    },

    /** Of json-patch/json-patch-tests: {@code tests.json} and {@code spec_tests.json}. */
    JSON_PATCH {
        @Override
        void run(Path folder, Tally tally) {
            for (String name : List.of("tests.json", "spec_tests.json")) {
                for (JsonNode test : json(folder.resolve(name))) {
                    if (test.has("patch") && !test.path("disabled").asBoolean()) {
                        tally.add(
                                patch(test),
                                name + ": "
                                        + test.path("comment")
                                                .asText(test.path("patch").toString()));
                    }
                }
            }
        }
    },

    /** Of jsonata-js/jsonata, {@code test/test-suite}: {@code groups} and {@code datasets}. */
    JSONATA {
        @Override
        void run(Path folder, Tally tally) {
            for (Path file : files(folder.resolve("groups"))) {
                JsonNode cases = json(file);
                for (JsonNode test : cases.isArray() ? cases : List.of(cases)) {
                    tally.add(
                            jsonata(folder, file, test),
                            folder.relativize(file) + ": " + test.path("expr").asText());
                }
            }
        }
    };

    abstract void run(Path folder, Tally tally);

    private static void schema(String name, JsonNode group, Tally tally) {
        Optional<Played> played =
                Played.with(new ValidateKind(new InProcessEvaluators()), Map.of("body", tree(group.get("schema"))));
        for (JsonNode test : group.get("tests")) {
            Verdict verdict = played.map(found -> right(
                            found.passes(test.get("data")) == test.get("valid").asBoolean()))
                    .orElse(Verdict.REFUSED);
            tally.add(verdict, name + ": " + test.path("description").asText());
        }
    }

    private static Verdict patch(JsonNode test) {
        Optional<Played> played = Played.with(
                new TransformKind(new InProcessEvaluators()),
                Map.of("request", Map.of("patch", tree(test.get("patch")))));
        if (played.isEmpty()) {
            return test.has("error") ? Verdict.RIGHT : Verdict.REFUSED;
        }
        Optional<JsonNode> changed = played.get().rewritten(test.get("doc"));
        if (test.has("error")) {
            return right(changed.isEmpty());
        }
        return right(changed.isPresent() && (!test.has("expected") || Same.are(test.get("expected"), changed.get())));
    }

    private static Verdict jsonata(Path folder, Path file, JsonNode test) {
        if (!test.path("bindings").isEmpty()) {
            return Verdict.LEFT_OUT;
        }
        String expression = test.has("expr-file")
                ? text(file.resolveSibling(test.get("expr-file").asText()))
                : test.path("expr").asText();
        boolean fails = test.has("code") || test.has("error");
        Map<String, Object> settings = new HashMap<>(Map.of("request", Map.of("jsonata", expression)));
        settings.put("maxTime", "10s");
        Optional<Played> played = Played.with(new TransformKind(new InProcessEvaluators()), settings);
        if (played.isEmpty()) {
            return fails ? Verdict.RIGHT : Verdict.REFUSED;
        }
        Optional<JsonNode> value = played.get().rewritten(data(folder, test));
        if (fails) {
            return right(value.isEmpty());
        }
        if (test.has("result_re")) {
            return right(value.isPresent()
                    && value.get().asText().matches(test.get("result_re").asText()));
        }
        boolean undefined = test.path("undefinedResult").asBoolean();
        return right(
                value.isPresent() && (undefined ? value.get().isNull() : Same.are(test.path("result"), value.get())));
    }

    private static JsonNode data(Path folder, JsonNode test) {
        if (test.has("data")) {
            return test.get("data");
        }
        return test.path("dataset").isTextual()
                ? json(folder.resolve("datasets").resolve(test.get("dataset").asText() + ".json"))
                : JsonBodies.read("null".getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static Verdict right(boolean right) {
        return right ? Verdict.RIGHT : Verdict.WRONG;
    }

    private static Object tree(JsonNode node) {
        return Objects.requireNonNullElse(JsonBodies.tree(node), Optional.empty());
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        return JsonBodies.read(text(file).getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
