package dev.sluice.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.SettingInfo;
import dev.sluice.core.settings.Settings;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageSettings;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pictures and the tables of keys in {@code docs/pipelines-stages.md} are made from the documents there and from the settings of
 * stages. With {@code -Dsluice.write-pages=true} this test writes them anew.
 */
class StagesPageTest {

    private static final Path PAGE = Path.of(System.getProperty("sluice.root"), "docs", "pipelines-stages.md");
    private static final String HEAD = "| key | what | allowed | unless told |\n|---|---|---|---|\n";
    private static final Pattern SECTION = Pattern.compile("^## (?<name>.*)\\n", Pattern.MULTILINE);
    private static final Pattern DOCUMENT = Pattern.compile("```yaml\\n(?<text>(?s:.*?))```");
    private static final Pattern PICTURE = Pattern.compile("```mermaid\\n(?s:.*?)```");
    private static final Pattern KEYS = Pattern.compile(Pattern.quote(HEAD) + "(\\|.*\\n)*");

    /** The kinds of stages as a document names them, with their settings. */
    private static List<RecordComponent> kinds() {
        return Stream.of(StageSettings.class.getRecordComponents())
                .filter(component -> component.getGenericType() instanceof ParameterizedType type
                        && type.getActualTypeArguments()[0] instanceof Class<?> inside
                        && Stage.class.isAssignableFrom(inside))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<SettingInfo> keys(RecordComponent kind) {
        ParameterizedType type = (ParameterizedType) kind.getGenericType();
        return Settings.of((Class<? extends Record>) type.getActualTypeArguments()[0])
                .describe();
    }

    @Test
    void eachStageIsThereWithItsPictureAndItsKeys() throws IOException {
        String page = Files.readString(PAGE);
        List<String> sections = new ArrayList<>(List.of(SECTION.split(page)));
        StringBuilder expected = new StringBuilder(sections.removeFirst());
        List<RecordComponent> kinds = kinds();
        assertThat(SECTION.matcher(page).results().map(found -> found.group(1)))
                .containsExactlyElementsOf(
                        kinds.stream().map(RecordComponent::getName).toList());
        for (int i = 0; i < sections.size(); i++) {
            expected.append("## ")
                    .append(kinds.get(i).getName())
                    .append('\n')
                    .append(section(kinds.get(i), sections.get(i)));
        }

        if (Boolean.getBoolean("sluice.write-pages")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(page).isEqualTo(expected.toString());
    }

    private static String section(RecordComponent kind, String text) {
        Matcher document = DOCUMENT.matcher(text);
        assertThat(document.find()).as("%s has a document", kind.getName()).isTrue();
        PipelineSettings settings = Written.settings(document.group("text"));
        assertThat(settings.stages().values())
                .as("the document of %s", kind.getName())
                .anyMatch(stage -> stage.stage().kind().equals(kind.getName()));
        PipelineGraph graph = Written.graph(document.group("text"));
        String drawn = replaced(PICTURE, text, "```mermaid\n" + MermaidChart.of(graph) + "```");
        List<SettingInfo> keys = keys(kind);
        return keys.isEmpty()
                ? drawn
                : replaced(
                        KEYS,
                        drawn,
                        HEAD + keys.stream().map(StagesPageTest::row).collect(Collectors.joining()));
    }

    private static String replaced(Pattern part, String text, String with) {
        Matcher found = part.matcher(text);
        assertThat(found.find()).as("%s in%n%s", part, text).isTrue();
        return found.replaceFirst(Matcher.quoteReplacement(with));
    }

    private static String row(SettingInfo key) {
        String allowed = key.allowed().isEmpty() ? key.type() : key.allowed();
        return "| `" + key.key() + "` | " + key.what() + " | " + allowed + " | "
                + (key.otherwise().isEmpty() ? key.required() ? "must be told" : "none" : key.otherwise()) + " |\n";
    }
}
