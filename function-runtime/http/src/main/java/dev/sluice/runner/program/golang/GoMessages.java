package dev.sluice.runner.program.golang;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Go prints when it makes no program, as one sentence for the author. */
final class GoMessages {

    /** As many lines are read of what it prints. */
    static final int MOST_LINES = 1_000;

    private static final String PLACE = "(?:\\./)?(\\S+\\.go:\\d+:\\d+): ";
    private static final String TIDY = "run 'go mod tidy', and send go.mod and go.sum as it leaves them";

    private record Rule(Pattern pattern, Function<MatchResult, String> sentence) {

        static Rule of(String pattern, Function<MatchResult, String> sentence) {
            return new Rule(Pattern.compile(pattern), sentence);
        }

        Optional<String> of(String line) {
            Matcher matcher = pattern.matcher(line);
            return matcher.matches() ? Optional.of(sentence.apply(matcher.toMatchResult())) : Optional.empty();
        }
    }

    /** The first rule that fits the first line that any fits. */
    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "(?:go: )?(?:module )?(\\S+?):? requires go >= (\\S+) \\(running go ([^;)]+).*",
                    told -> told.group(1) + " asks for Go " + told.group(2) + ", and here is " + told.group(3)
                            + ": lower the line 'go' of go.mod, or what asks for it, or have a newer Go installed"),
            Rule.of(
                    PLACE + ".* package (\\S+?)[:;] go\\.mod file not found.*",
                    told -> told.group(1) + " imports " + told.group(2)
                            + ", and one file alone has Go's own packages: make a module of its folder, by 'go mod init hello' and"
                            + " 'go mod tidy', and deploy the folder"),
            Rule.of(
                    PLACE + "(?:no required module provides|cannot find module providing) package (\\S+?)[:;].*",
                    told -> told.group(1) + " imports " + told.group(2) + ", which go.mod does not require: " + TIDY),
            Rule.of(
                    PLACE + "missing go\\.sum entry for module providing package (\\S+).*",
                    told -> "go.sum does not say what is in the module of " + told.group(2) + ", which " + told.group(1)
                            + " imports: " + TIDY),
            Rule.of(
                    "(?:go: |" + PLACE + ")(\\S+?)(?: \\(.*\\))?: missing go\\.sum entry.*",
                    told -> "go.sum does not say what is in " + told.group(2) + ": " + TIDY),
            Rule.of(
                    "(?:go: |" + PLACE + ")?verifying (\\S+): checksum mismatch.*",
                    told -> "go.sum says otherwise than what was got of " + told.group(2)
                            + ": if nobody means to deceive you, remove its lines from go.sum, and " + TIDY),
            Rule.of(
                    "go: updates to go\\.(?:mod|sum) needed.*",
                    told -> "go.mod does not fit what it requires: " + TIDY),
            Rule.of(
                    "go: inconsistent vendoring.*",
                    told -> "the folder vendor does not fit go.mod: run 'go mod vendor', or leave the folder out"),
            Rule.of("(go\\.mod:\\d+(?::\\d+)?: .*)", told -> told.group(1)),
            Rule.of(
                    "(?:go: |" + PLACE + ")(\\S+@\\S+?): (.+)",
                    told -> "the module " + told.group(2) + " cannot be got: " + told.group(3)),
            Rule.of(
                    ".*build constraints exclude all Go files in (.+)",
                    told -> "no file in Go of " + told.group(1)
                            + " is for this machine: their names (_windows.go, _test.go), their lines //go:build, or import \"C\""
                            + " leave all of them out. What needs cgo is built elsewhere, and sent as "
                            + GoSources.PROGRAM),
            Rule.of(
                    ".*function main is undeclared in the main package.*",
                    told -> "there is no func main: " + GoSources.FORM),
            Rule.of(
                    PLACE + "package (\\S+) is not in std.*",
                    told -> told.group(1) + " imports " + told.group(2)
                            + ", which is neither a package of Go nor of the module"),
            Rule.of(PLACE + "(.+)", told -> told.group(1) + ": " + told.group(2)),
            Rule.of("(found packages .*)", told -> told.group(1) + ": a folder has one package"));

    private GoMessages() {}

    /** @param folder where it was run, whose path says nothing to the author */
    static String sentence(List<String> lines, Path folder) {
        List<String> plain = lines.stream()
                .map(line -> line.replace(folder + "/", "").replace(folder.toString(), "the folder"))
                .filter(line -> !line.isBlank() && !line.startsWith("# ") && !line.startsWith("go: downloading "))
                .toList();
        return plain.stream()
                .flatMap(line ->
                        RULES.stream().flatMap(rule -> rule.of(line).stream()).limit(1))
                .findFirst()
                .or(() -> Stream.concat(plain.stream().limit(1), Stream.of("go build says nothing of why it failed"))
                        .findFirst())
                .orElseThrow();
    }
}
