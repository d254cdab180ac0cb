package dev.sluice.core.function;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Reads the parts of a spec that are maps of texts, each with the rules of its names and values. */
final class SpecTexts {

    static final int MAX_VARIABLES = 256;
    static final int MAX_VALUE = 32 * 1024;
    static final int MAX_LABELS = 64;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final String VARIABLE_RULE = "1 to 255 letters, digits and '_', not starting with a digit";
    private static final String LABEL_RULE =
            "1 to 63 letters, digits, '-', '_', '.' and '/', starting and ending with a letter or digit";
    private static final String LABEL_VALUE_RULE = "at most 253 characters without line breaks";

    private final SpecNode node;
    private final SpecProblems problems;

    SpecTexts(SpecNode node, SpecProblems problems) {
        this.node = node;
        this.problems = problems;
    }

    Map<String, String> environment() {
        String rule = "a text of at most 32768 characters without NUL";
        return read(MAX_VARIABLES, rule, this::goodVariable, (key, value) -> {
            boolean good = value.length() <= MAX_VALUE && value.indexOf('\0') < 0;
            if (!good) {
                node.wrong(key, "the value cannot be that of a variable", rule);
            }
            return good;
        });
    }

    Map<String, String> secrets() {
        String rule = "the name of a secret: " + FunctionName.RULE;
        return read(MAX_VARIABLES, rule, this::goodVariable, (key, value) -> {
            boolean good = SecretName.isValid(value);
            if (!good) {
                node.wrong(key, "the value is not the name of a secret", rule);
            }
            return good;
        });
    }

    Map<String, String> labels() {
        return read(MAX_LABELS, LABEL_VALUE_RULE, this::goodLabel, (key, value) -> {
            boolean good = value.length() <= 253 && value.chars().noneMatch(Character::isISOControl);
            if (!good) {
                node.wrong(key, "the value cannot be that of a label", LABEL_VALUE_RULE);
            }
            return good;
        });
    }

    private Map<String, String> read(
            int most, String rule, BiPredicate<String, String> goodKey, BiPredicate<String, String> goodValue) {
        int size = node.entries().size();
        if (size > most) {
            problems.add(
                    node.path().substring(0, node.path().length() - 1),
                    "there are " + size + " entries",
                    "at most " + most);
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        node.entries().forEach((key, value) -> {
            if (value == null) {
                node.wrong(key, "there is no value; write \"\" for an empty one", rule);
                return;
            }
            node.text(key, rule).ifPresent(text -> {
                if (goodKey.test(key, text) && goodValue.test(key, text)) {
                    texts.put(key, text);
                }
            });
        });
        return Map.copyOf(texts);
    }

    private boolean goodVariable(String key, String value) {
        if (!VARIABLE.matcher(key).matches()) {
            node.wrong(key, "'" + TreeValues.shown(key) + "' cannot be the name of a variable", VARIABLE_RULE);
            return false;
        }
        if (key.startsWith("SLUICE_")) {
            node.wrong(key, "names that start with SLUICE_ belong to the platform", "any other name");
            return false;
        }
        return true;
    }

    private boolean goodLabel(String key, String value) {
        boolean good = LABEL.matcher(key).matches();
        if (!good) {
            node.wrong(key, "'" + TreeValues.shown(key) + "' cannot be a label", LABEL_RULE);
        }
        return good;
    }
}
