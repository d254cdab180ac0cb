package dev.sluice.cli.apply;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.apply.Report.Action;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.project.VariableOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the platform have what documents declare. */
@Command(
        name = "apply",
        description = {
            "Creates what documents declare and the platform has not, and updates what differs.",
            "A document says what is wanted as a whole: keys that it leaves out are as usual. The code of a function is told by"
                    + " code: a path relative to the file, sha256:… of code that is kept, {url, sha256}, or {git, commit, path}."
        })
public final class Apply implements Callable<Integer> {

    private final Session session;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE|FOLDER",
            description = "YAML or JSON with one document or several; a folder's .yaml, .yml and .json; - for standard"
                    + " input; may be given again.")
    List<String> files = new ArrayList<>();

    @Option(
            names = {"-R", "--recursive"},
            description = "Folders inside folders too.")
    boolean recursive;

    @Mixin
    VariableOptions variables = new VariableOptions();

    @Option(names = "--dry-run", description = "Changes nothing, and shows per key what would change.")
    boolean dryRun;

    @Option(names = "--diff", description = "Shows per key what has changed.")
    boolean diff;

    @Option(
            names = "--prune",
            description = "Removes functions of the namespace with the labels that no document declares; needs -l.")
    boolean prune;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "What --prune may remove: only what has this label; may be given again.")
    List<String> labels = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "Removes without asking.")
    boolean yes;

    @Option(names = "--fail-fast", description = "Stops at the first failure; otherwise the others are applied.")
    boolean failFast;

    /** The one that is applied; empty for all. */
    Optional<String> kind = Optional.empty();

    public Apply(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        checkOptions();
        List<Source> sources =
                Source.all(files, recursive, session.terminal().in(), variables.variables(session.endpoint()));
        Report report = new Report(session, dryRun, diff);
        try {
            Path scratch = Files.createTempDirectory("sluice-apply-");
            try {
                apply(sources, new Resources(session.platform(), scratch), report);
            } finally {
                Folders.deleteQuietly(scratch);
            }
        } catch (IOException e) {
            throw CommandException.machine("There is no room for files under way: " + e.getMessage() + ".");
        }
        return report.end();
    }

    private void checkOptions() {
        if (prune == labels.isEmpty()) {
            throw CommandException.usage(
                    prune
                            ? "--prune needs -l KEY=VALUE: only what has that label is removed."
                            : "-l says what --prune may remove: say --prune too.");
        }
        boolean askable = session.terminal().look().live() && !files.contains(Source.STANDARD_INPUT);
        if (prune && !yes && !dryRun && !askable) {
            throw CommandException.usage(
                    "--prune needs --yes where nobody can be asked; --dry-run shows what it would remove.");
        }
    }

    private void apply(List<Source> sources, Resources resources, Report report) {
        List<Document> documents = new ArrayList<>();
        for (Source source : sources) {
            if (!attempt("", "", source.name(), report, () -> documents.addAll(resources.read(source)))) {
                return;
            }
        }
        Map<String, Document> byName = new HashMap<>();
        List<Document> later = new ArrayList<>();
        for (Document document : documents) {
            Document other = document.name().isEmpty()
                    ? null
                    : byName.putIfAbsent(
                            document.word() + "/" + resources.namespace(document) + "/" + document.name(), document);
            boolean goOn = attempt(document.word(), document.name(), document.place(), report, () -> {
                if (other != null) {
                    throw document.failed(
                            document.word() + " '" + document.name() + "' is declared already in " + other.place());
                }
                kind.ifPresent(document::checkKind);
                try {
                    report.applied(document, resources.apply(document, dryRun));
                } catch (CommandException e) {
                    if (failFast || dryRun || Resources.concernsAll(e)) {
                        throw e;
                    }
                    later.add(document);
                }
            });
            if (!goOn) {
                return;
            }
        }
        // A resource may need one that a later document declares.
        for (Document document : later) {
            attempt(
                    document.word(),
                    document.name(),
                    document.place(),
                    report,
                    () -> report.applied(document, resources.apply(document, dryRun)));
        }
        if (prune) {
            prune(resources, byName, report);
        }
    }

    /** Whether to go on: after a failure that was told, unless all would fail or one is enough. */
    private boolean attempt(String kind, String name, String place, Report report, Runnable step) {
        try {
            step.run();
            return true;
        } catch (CommandException e) {
            if (Resources.concernsAll(e)) {
                throw e;
            }
            report.failed(kind, name, place, e);
            return !failFast;
        }
    }

    private void prune(Resources resources, Map<String, Document> declared, Report report) {
        if (report.count(Action.FAILED) > 0) {
            session.note("Nothing is pruned, because a document has failed.");
            return;
        }
        List<String> names = resources.labelled(labels).stream()
                .filter(name -> declared.values().stream()
                        .noneMatch(document -> document.isFunction()
                                && resources.isOwn(document)
                                && document.name().equals(name)))
                .toList();
        if (names.isEmpty() || !dryRun && !yes && !agreed(names)) {
            return;
        }
        for (String name : names) {
            boolean goOn = attempt("function", name, "", report, () -> {
                if (!dryRun) {
                    resources.remove(name);
                }
                report.pruned(name);
            });
            if (!goOn) {
                return;
            }
        }
    }

    private boolean agreed(List<String> names) {
        session.note("No document declares " + String.join(", ", names) + ". Remove "
                + (names.size() == 1 ? "it" : "them") + " with all versions and logs? [y/N]");
        try {
            String answer = new BufferedReader(
                            new InputStreamReader(session.terminal().in(), StandardCharsets.UTF_8))
                    .readLine();
            return answer != null && answer.strip().matches("(?i)y|yes");
        } catch (IOException e) {
            return false;
        }
    }
}
