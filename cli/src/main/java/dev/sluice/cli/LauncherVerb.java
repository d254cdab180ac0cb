package dev.sluice.cli;

import dev.sluice.cli.api.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** A verb that the launcher does itself; here for the help and the completion. */
abstract sealed class LauncherVerb implements Callable<Integer> {

    @Unmatched
    List<String> rest = new ArrayList<>();

    @Override
    public Integer call() {
        throw CommandException.usage("Put the verb first, as in ./sluice test: the launcher does it.");
    }

    @Command(name = "test", description = "Builds and runs every test of the checkout; more words go to Maven.")
    static final class Test extends LauncherVerb {}

    @Command(name = "bench", description = "Runs the benchmarks of the checkout.")
    static final class Bench extends LauncherVerb {}

    @Command(
            name = "release",
            description = "Makes an archive of the checkout, in FOLDER or target, that runs without it.",
            customSynopsis = "Usage: sluice release [FOLDER]")
    static final class Release extends LauncherVerb {}
}
