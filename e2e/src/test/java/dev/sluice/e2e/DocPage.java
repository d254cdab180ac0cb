package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a page for people that a test can hold it to. What stands behind the language, which no renderer
 * shows, says what a block is for:
 *
 * <ul>
 *   <li>{@code sh}: commands that must all succeed
 *   <li>{@code console}: command lines after {@code $}, each with its answer, in which {@code …} stands for any text
 *   <li>{@code sh not-run} and {@code console not-run}: left out, and counted
 *   <li>any language and the name of a file: what a reader is to put into that file
 * </ul>
 */
record DocPage(List<Step> steps, List<FileText> files, int blocks, int notRun) {

    private static final Pattern FENCE =
            Pattern.compile("^```(?<language>\\w*) *(?<purpose>.*)\\n(?<text>(?s:.*?))^```$", Pattern.MULTILINE);
    private static final Pattern COMMAND =
            Pattern.compile("^\\$ (?<command>(?:.*\\\\\\n)*.*)\\n(?<answer>(?:(?!\\$ ).*\\n)*)", Pattern.MULTILINE);

    /** What is typed at once, and the answer if the page shows it. */
    record Step(String commands, String answer) {

        boolean hasAnswer() {
            return !answer.isBlank();
        }

        boolean isAnsweredBy(String output) {
            return Pattern.compile(words(answer).replace("…", "\\E.*\\Q").transform(text -> "\\Q" + text + "\\E"))
                    .matcher(words(output))
                    .matches();
        }

        private static String words(String text) {
            return text.strip().replaceAll("\\s+", " ");
        }
    }

    record FileText(String name, String text) {}

    /** {@code place} puts the reader's places, such as addresses, in a text for those of the page. */
    static DocPage read(Path page, UnaryOperator<String> place) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<FileText> files = new ArrayList<>();
        int blocks = 0;
        int notRun = 0;
        Matcher fence = FENCE.matcher(place.apply(Files.readString(page)));
        while (fence.find()) {
            String language = fence.group("language");
            String purpose = fence.group("purpose").strip();
            boolean commands = language.equals("sh") || language.equals("console");
            if (commands && purpose.equals("not-run")) {
                notRun++;
            } else if (commands) {
                blocks++;
                steps.addAll(steps(language, fence.group("text")));
            } else if (!purpose.isEmpty()) {
                files.add(new FileText(purpose, fence.group("text")));
            }
        }
        return new DocPage(steps, files, blocks, notRun);
    }

    private static List<Step> steps(String language, String text) {
        if (language.equals("sh")) {
            return List.of(new Step(text, ""));
        }
        List<Step> steps = new ArrayList<>();
        Matcher command = COMMAND.matcher(text);
        while (command.find()) {
            steps.add(new Step(command.group("command") + "\n", command.group("answer")));
        }
        return steps;
    }
}
