package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.git.Commit;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Terminal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Code that is a commit of a git repository. */
final class GitOptions {

    /** The labels of a function that tell where its code is from. */
    static final String COMMIT = "git.commit";

    static final String REPOSITORY = "git.repository";

    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$)).*");

    @Option(
            names = "--git",
            paramLabel = "URL",
            description = {
                "The code is in this repository, which git gets on this machine, with your settings and keys.",
                "The labels " + COMMIT + " and " + REPOSITORY + " tell which commit it was."
            })
    Optional<String> repository = Optional.empty();

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description = "With --git: the branch, tag or commit. Default: what the repository shows first.")
    Optional<String> ref = Optional.empty();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "With --git: the file or folder in it. Default: all of it.")
    Optional<String> path = Optional.empty();

    /** Gets the commit, if one is asked for. */
    Optional<Commit> commit(Session session) {
        if (repository.isEmpty()) {
            if (ref.isPresent() || path.isPresent()) {
                throw CommandException.usage(
                        "--ref and --path say which part of a repository: name that by --git URL.");
            }
            return Optional.empty();
        }
        if (path.filter(told -> !PATH.matcher(told).matches()).isPresent()) {
            throw CommandException.usage("--path " + path.get() + " is not a path from the repository's root.");
        }
        PassingLine line = new PassingLine(session.terminal());
        try {
            return Optional.of(Commit.of(repository.get(), ref, piece -> {
                if (!piece.isBlank()) {
                    line.draw("git: " + Terminal.harmless(piece.strip()));
                }
            }));
        } finally {
            line.clear();
        }
    }

    /** The labels of code that is from there. */
    static Map<String, String> labels(Commit commit) {
        return Map.of(COMMIT, commit.hash(), REPOSITORY, commit.address());
    }
}
