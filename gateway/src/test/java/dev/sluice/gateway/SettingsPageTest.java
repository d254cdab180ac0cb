package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/settings.md} is made from {@link GatewaySettings}: names and defaults from its methods, words from
 * their comments. With {@code -Dsluice.write-pages=true} this test writes it anew.
 */
class SettingsPageTest {

    private static final Path ROOT = Path.of(System.getProperty("sluice.root"));
    private static final Path PAGE = ROOT.resolve("docs/settings.md");
    private static final Path SOURCE = ROOT.resolve("gateway/src/main/java/dev/sluice/gateway/GatewaySettings.java");
    private static final Path PROPERTIES = ROOT.resolve("gateway/src/main/resources/application.properties");
    private static final List<String> ATTRIBUTES_OF_TRACES = List.of(
            "sluice.namespace",
            "sluice.pipeline",
            "sluice.stage",
            "sluice.item",
            "sluice.batch",
            "sluice.attempt",
            "sluice.outcome",
            "sluice.reason");

    private static final String PROPERTY_OF_PROJECTS = "sluice.module";
    private static final String HEAD = "| setting | variable | what | unless told |\n|---|---|---|---|\n";

    @Test
    void theTableHasEverySettingAsTheCodeHasIt() throws IOException {
        String table = HEAD + String.join("\n", rows()) + "\n";
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        int end = page.indexOf("\n\n", start) + 1;
        String expected = page.substring(0, start) + table + page.substring(end);
        if (Boolean.getBoolean("sluice.write-pages")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    @Test
    void everySettingThatAPageNamesExists() throws IOException {
        List<String> names = new ArrayList<>(settings().keySet());
        names.addAll(ATTRIBUTES_OF_TRACES);
        names.add(PROPERTY_OF_PROJECTS);
        Pattern named = Pattern.compile("`(sluice\\.[a-z]+(?:[.-][a-z]+)*)[`=]");
        try (var pages = Files.list(ROOT.resolve("docs"))) {
            for (Path page :
                    pages.filter(each -> each.toString().endsWith(".md")).toList()) {
                Matcher matcher = named.matcher(Files.readString(page));
                while (matcher.find()) {
                    assertThat(names)
                            .as(page.getFileName() + " names " + matcher.group(1))
                            .contains(matcher.group(1));
                }
            }
        }
    }

    private static List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        settings()
                .forEach((name, setting) -> rows.add("| `" + name + "` | `" + variable(name) + "` | " + setting.what()
                        + " | " + setting.otherwise() + " |"));
        return rows;
    }

    private static String variable(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private record Setting(String what, String otherwise) {}

    private static Map<String, Setting> settings() throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(PROPERTIES)) {
            properties.load(reader);
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        collect("sluice", GatewaySettings.class, Files.readString(SOURCE), properties, settings);
        return settings;
    }

    private static void collect(
            String prefix, Class<?> type, String source, Properties properties, Map<String, Setting> settings) {
        String body = source.substring(source.indexOf("interface " + type.getSimpleName() + " {"));
        for (Method method : inOrder(type, body)) {
            String name = prefix + "." + name(method);
            if (method.getReturnType().getEnclosingClass() == GatewaySettings.class) {
                collect(name, method.getReturnType(), source, properties, settings);
            } else {
                settings.put(name, new Setting(words(body, method), otherwise(name, method, properties)));
            }
        }
    }

    /** As the source has them: reflection knows no order. */
    private static List<Method> inOrder(Class<?> type, String body) {
        List<Method> methods = new ArrayList<>(List.of(type.getDeclaredMethods()));
        methods.sort((a, b) -> Integer.compare(place(body, a), place(body, b)));
        return methods;
    }

    private static int place(String body, Method method) {
        return body.indexOf(" " + method.getName() + "();");
    }

    private static String name(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        return given != null
                ? given.value()
                : method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String otherwise(String name, Method method, Properties properties) {
        WithDefault declared = method.getAnnotation(WithDefault.class);
        String usual = declared == null ? "" : declared.value();
        Matcher other = Pattern.compile("\\$\\{(\\w+):(.*)}").matcher(properties.getProperty(name, ""));
        if (!other.matches()) {
            return code(usual);
        }
        String otherwise = usual.isEmpty() ? code(other.group(2).replace("${user.home}", "~")) : code(usual);
        if (other.group(1).equals(variable(name))) {
            return otherwise;
        }
        return otherwise + (otherwise.isEmpty() ? "" : "; ") + code(other.group(1)) + " says it too";
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String words(String body, Method method) {
        String before = body.substring(0, place(body, method));
        int comment = before.lastIndexOf("/**");
        String words = before.substring(comment + 3, before.indexOf("*/", comment))
                .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .strip();
        assertThat(before.substring(comment)).as("the comment of " + method).doesNotContain("();");
        return words.replace("|", "\\|").replaceAll("\\.$", "");
    }
}
