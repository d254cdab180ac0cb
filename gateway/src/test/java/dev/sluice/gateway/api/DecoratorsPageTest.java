package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list in the manual is what the platform tells; with {@code -Dsluice.docs.write=true} it is made so. */
@QuarkusTest
@TestProfile(ManagementProfile.class)
class DecoratorsPageTest {

    private static final String BEGIN = "<!-- kinds -->\n";
    private static final String END = "<!-- /kinds -->";

    private final Management management = Management.ofThisTest();

    @Test
    void everyDecoratorIsInTheManual() throws IOException {
        Path page = Path.of(System.getProperty("sluice.root"), "docs", "decorators.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String kinds = kinds(management.get("/decorators").json().at("/decorators"));
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(page, text.substring(0, begin) + kinds + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(kinds);
        }
    }

    private static String kinds(JsonNode kinds) {
        StringBuilder text = new StringBuilder();
        for (JsonNode kind : kinds) {
            text.append("\n### `").append(text(kind, "name")).append("`\n\n");
            text.append(text(kind, "summary"))
                    .append(" Stands at: ")
                    .append(words(kind.get("on")))
                    .append(".\n\n```yaml\n");
            text.append(text(kind, "example").strip()).append("\n```\n\n");
            if (!kind.get("settings").isEmpty()) {
                text.append("| setting | type | what | allowed | unless told |\n|---|---|---|---|---|\n");
                rows("", kind.get("settings"), text);
            }
        }
        return text.append('\n').toString();
    }

    private static String words(JsonNode words) {
        List<String> all = new ArrayList<>();
        words.forEach(word -> all.add(code(word.asText())));
        return String.join(", ", all);
    }

    private static void rows(String before, JsonNode settings, StringBuilder text) {
        for (JsonNode setting : settings) {
            String name = before + text(setting, "name");
            String unit = text(setting, "unit");
            String otherwise = setting.get("required").asBoolean() ? "must be set" : code(text(setting, "default"));
            text.append("| `")
                    .append(name)
                    .append('`')
                    .append(setting.get("inShort").asBoolean() ? " (short)" : "");
            text.append(" | ").append(text(setting, "type")).append(unit.isEmpty() ? "" : " of " + unit);
            text.append(" | ").append(text(setting, "description"));
            text.append(" | ").append(text(setting, "allowed"));
            text.append(" | ").append(otherwise).append(" |\n");
            rows(name + ".", setting.get("settings"), text);
        }
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String text(JsonNode node, String member) {
        return member.equals("example")
                ? node.get(member).asText()
                : node.get(member).asText().replace("|", "\\|");
    }
}
