package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.terminal.Terminal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeployHelpTest {

    /** The code is the file, and decorators, triggers and what is told of builds and of calls that run later are too much for an option. */
    private static final List<String> OTHERWISE = List.of("CODE", "BUILD", "DECORATORS", "ASYNC", "TRIGGERS");

    static Stream<String> texts() throws IllegalAccessException {
        Stream.Builder<String> texts = Stream.builder();
        for (Field field : SpecKeys.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType() == String.class
                    && !OTHERWISE.contains(field.getName())) {
                texts.add(String.valueOf(field.get(null)));
            }
        }
        return texts.build();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void eachKeyOfASpecIsExplainedAsTheRecordsHaveIt(String text) {
        CommandRun run = CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", "deploy", "--help");

        assertThat(run.out().replaceAll("\\s+", ""))
                .contains(text.replace("%%", "%").replaceAll("\\s+", ""));
    }
}
