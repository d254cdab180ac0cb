package dev.sluice.cli.git;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.git.Git.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A commit of a repository with its submodules, got without its history into a folder that is deleted when this is closed.
 *
 * @param repository its address
 * @param hash all of it
 * @param folder the work tree
 */
public record Commit(String repository, String hash, Path folder) implements AutoCloseable {

    private static final Pattern PART_OF_HASH = Pattern.compile("[0-9a-f]{4,64}");

    /**
     * Gets it by the user's own git, with their settings and keys. Blocks as long as that takes, which is bounded.
     *
     * @param ref a branch, a tag or a commit; empty for what the repository shows first
     * @param progress is told each piece of what git says of its work, on another thread
     * @throws CommandException if it cannot be had
     */
    public static Commit of(String repository, Optional<String> ref, Consumer<String> progress) {
        if (!Git.isAddress(repository)) {
            throw CommandException.usage("'" + repository + "' is not the address of a repository, such as"
                    + " https://host/team/shop.git, git@host:team/shop.git or file:///srv/shop.git.");
        }
        try {
            Path scratch = Files.createTempDirectory("sluice-git-");
            boolean complete = false;
            try {
                Path tree = scratch.resolve("tree");
                Source source = new Source(new Git("git", scratch, progress), repository, tree);
                source.run("init", "--quiet", tree.toString());
                String hash = source.checkedOut(ref);
                complete = true;
                return new Commit(repository, hash, tree);
            } finally {
                if (!complete) {
                    Folders.deleteQuietly(scratch);
                }
            }
        } catch (IOException e) {
            throw CommandException.machine(
                    "The repository " + Git.shown(repository) + " cannot be checked out: " + e.getMessage() + ".");
        }
    }

    /** Its address without a name and a password. */
    public String address() {
        return Git.shown(repository);
    }

    /**
     * A file or folder of it; empty path for all of it.
     *
     * @throws CommandException if there is none
     */
    public Path at(String path) {
        try {
            Path place = folder.resolve(path).toRealPath();
            if (place.startsWith(folder.toRealPath())) {
                return place;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw CommandException.machine(
                "The commit " + hash + " of " + address() + " has no file or folder " + path + ".");
    }

    @Override
    public void close() {
        Folders.deleteQuietly(folder.resolveSibling(""));
    }

    /** Where it comes from and goes to. */
    private record Source(Git git, String repository, Path tree) {

        String checkedOut(Optional<String> ref) throws IOException {
            Said shallow = fetch("--depth=1", "--no-tags", "--", repository, ref.orElse("HEAD"));
            String wanted = "FETCH_HEAD";
            if (shallow.code() != 0) {
                if (ref.filter(name -> PART_OF_HASH.matcher(name).matches()).isEmpty()) {
                    throw shallow.text().contains("find remote ref") ? unknown(ref) : failed(shallow);
                }
                // Some servers give only what branches and tags name, and none takes a part of a hash.
                Said all = fetch("--no-tags", "--", repository, "+refs/*:refs/sluice/*");
                if (all.code() != 0) {
                    throw failed(all);
                }
                wanted = ref.orElseThrow();
            }
            if (inside("rev-parse", "--verify", "--quiet", "--end-of-options", wanted + "^{commit}")
                            .code()
                    != 0) {
                throw unknown(ref);
            }
            String hash = Files.readString(git.output()).strip();
            expect(inside("checkout", "--quiet", "--detach", hash));
            expect(inside("submodule", "--quiet", "update", "--init", "--recursive", "--depth=1", "--progress"));
            return hash;
        }

        private Said fetch(String... arguments) throws IOException {
            return inside(Stream.concat(Stream.of("fetch", "--progress"), Stream.of(arguments))
                    .toArray(String[]::new));
        }

        private Said inside(String... arguments) throws IOException {
            List<String> all = Stream.concat(Stream.of("-C", tree.toString()), Stream.of(arguments))
                    .toList();
            return run(all.toArray(String[]::new));
        }

        Said run(String... arguments) throws IOException {
            try {
                return git.run(arguments);
            } catch (Git.MissingException e) {
                throw CommandException.machine("--git needs the program git, and it cannot be started here ("
                        + e.getMessage() + "): install it, or deploy a folder.");
            } catch (TimeoutException e) {
                throw CommandException.machine("git did not end with " + Git.shown(repository) + " within "
                        + Git.PATIENCE.toMinutes() + " minutes.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandException.machine("Interrupted while git was at work.");
            }
        }

        private void expect(Said said) {
            if (said.code() != 0) {
                throw failed(said);
            }
        }

        private CommandException failed(Said said) {
            return CommandException.machine("git cannot get " + Git.shown(repository) + ": " + said.text() + ".");
        }

        private CommandException unknown(Optional<String> ref) {
            return CommandException.machine("The repository " + Git.shown(repository)
                    + (ref.isEmpty() ? " has no commit yet." : " has no branch, tag or commit " + ref.get() + "."));
        }
    }
}
