package dev.sluice.cli.git;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What git sees in a folder: files that it tracks, and those that it would, because nothing says to ignore them; in submodules likewise.
 *
 * @param files by their names below the folder, with {@code /} between parts
 * @param folders those that have such files
 */
public record WorkTree(Set<String> files, Set<String> folders) {

    /**
     * Looks now. Empty where there is no work tree, or where git sees nothing in this part of one, because all of it is ignored there.
     *
     * @throws CommandException if git is missing or cannot tell
     */
    public static Optional<WorkTree> of(Path folder) {
        try {
            Path real = folder.toRealPath();
            boolean inOne = Stream.iterate(real, path -> path != null, Path::getParent)
                    .anyMatch(path -> Files.exists(path.resolve(".git")));
            if (!inOne) {
                return Optional.empty();
            }
            Path scratch = Files.createTempDirectory("sluice-git-");
            Git git = new Git("git", scratch);
            try {
                WorkTree tree = new WorkTree(new HashSet<>(), new HashSet<>());
                tree.add(git, real, "");
                return tree.files.isEmpty() ? Optional.empty() : Optional.of(tree);
            } finally {
                Files.deleteIfExists(git.output());
                Files.deleteIfExists(scratch);
            }
        } catch (IOException e) {
            throw CommandException.machine("The folder " + folder + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private void add(Git git, Path folder, String prefix) throws IOException {
        for (String name : listed(git, folder)) {
            String bare = name.replaceFirst("/$", "");
            Path file = folder.resolve(bare);
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                add(prefix + bare);
            } else if (Files.exists(file.resolve(".git"))) {
                add(git, file, prefix + bare + "/");
            } else {
                throw CommandException.machine("The submodule " + file
                        + " is not checked out: git submodule update --init --recursive does that.");
            }
        }
    }

    private void add(String file) {
        files.add(file);
        for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
            folders.add(file.substring(0, slash));
        }
    }

    private static Set<String> listed(Git git, Path folder) throws IOException {
        try {
            Git.Said said =
                    git.run("-C", folder.toString(), "ls-files", "-z", "--cached", "--others", "--exclude-standard");
            if (said.code() != 0) {
                throw CommandException.machine(
                        "git cannot tell which files of " + folder + " it ignores: " + said.text() + ".");
            }
        } catch (Git.MissingException e) {
            throw CommandException.machine("The folder " + folder
                    + " belongs to a git repository, and git, which knows what of it is ignored, cannot be started here ("
                    + e.getMessage() + "): install it, or deploy a tar.gz of the files.");
        } catch (TimeoutException e) {
            throw CommandException.machine(
                    "git did not tell the files of " + folder + " within " + Git.PATIENCE.toMinutes() + " minutes.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.machine("Interrupted while git told the files of " + folder + ".");
        }
        Set<String> names = new HashSet<>(
                List.of(Files.readString(git.output(), StandardCharsets.UTF_8).split("\\x00")));
        names.remove("");
        return names;
    }
}
