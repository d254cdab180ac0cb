package dev.sluice.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The words of the command in the language of the shell fish (its {@code complete} command). */
final class FishCompletion {

    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    /** The script for the command {@code root}; {@code named} are the verbs that are followed by the name of a function. */
    static String of(CommandLine root, List<String> named) {
        FishCompletion script = new FishCompletion();
        script.line("-f");
        script.verbs(root);
        script.line("-n '__fish_seen_subcommand_from deploy dev apply' -F");
        script.line("-n '__fish_seen_subcommand_from " + String.join(" ", named) + "' -a '(sluice names 2>/dev/null)'");
        script.line("-n '__fish_seen_subcommand_from context; and __fish_seen_subcommand_from use remove'"
                + " -a '(sluice names contexts 2>/dev/null)'");
        script.line("-l context -x -a '(sluice names contexts 2>/dev/null)'");
        return String.join("\n", script.lines);
    }

    private void line(String rest) {
        lines.add("complete -c sluice " + rest);
    }

    private void verbs(CommandLine root) {
        for (CommandLine verb : distinct(root)) {
            CommandSpec spec = verb.getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            String here = "-n '__fish_seen_subcommand_from " + String.join(" ", spec.names()) + "'";
            line("-n __fish_use_subcommand -a " + spec.name() + described(spec));
            options(spec, here);
            Set<String> parts = new TreeSet<>(verb.getSubcommands().keySet());
            for (CommandLine part : distinct(verb)) {
                CommandSpec inner = part.getCommandSpec();
                line("-n '__fish_seen_subcommand_from " + spec.name() + "; and not __fish_seen_subcommand_from "
                        + String.join(" ", parts) + "' -a " + inner.name() + described(inner));
                options(
                        inner,
                        "-n '__fish_seen_subcommand_from " + spec.name() + "; and __fish_seen_subcommand_from "
                                + String.join(" ", inner.names()) + "'");
            }
        }
    }

    private static List<CommandLine> distinct(CommandLine of) {
        return of.getSubcommands().values().stream().distinct().toList();
    }

    private void options(CommandSpec spec, String condition) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            StringBuilder words = new StringBuilder(condition);
            for (String name : option.names()) {
                words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                words.append(" -r");
            }
            line(words + described(option.description()));
        }
    }

    private static String described(CommandSpec spec) {
        return described(spec.usageMessage().description());
    }

    private static String described(String... sentences) {
        String first = sentences.length == 0 ? "" : sentences[0].replaceFirst("(?s)\\. .*", ".");
        return first.isEmpty()
                ? ""
                : " -d '" + first.replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
