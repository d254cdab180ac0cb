package dev.sluice.cli.apply;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.git.Git;
import dev.sluice.cli.git.Git.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A file of a commit in a git repository, which the machine's own {@code git} fetches, with the user's own settings and keys. The
 * commit is its whole hash, because whatever else names one may mean another tomorrow.
 */
record GitFile(String repository, String commit, String path) {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.?(/|$))[^\\\\\\x00-\\x1f]{1,1000}(?<!/)");
    private static final String LARGE_FILE = "version https://git-lfs.github.com/spec/";

    /** Reads {@code {git, commit, path}}. */
    static GitFile of(Doc code, Document document) {
        String repository = code.text("git");
        if (!Git.isAddress(repository)) {
            throw document.failed("code.git is '" + repository
                    + "', not the address of a repository, such as https://host/team/shop.git or file:///srv/shop.git");
        }
        String commit = code.text("commit");
        if (!COMMIT.matcher(commit).matches()) {
            throw document.failed(
                    "code.commit is '" + commit
                            + "', not the whole hash of a commit: branches, tags and short hashes may mean another one tomorrow");
        }
        String path = code.text("path");
        if (!PATH.matcher(path).matches()) {
            throw document.failed("code.path is '" + path + "', not the path of a file from the repository's root");
        }
        return new GitFile(repository, commit, path);
    }

    /** Fetches it into a file of {@code scratch}, which is deleted by others with all that is in it. */
    Path fetch(Path scratch, Document document) {
        return fetch(scratch, document, "git");
    }

    /** The same by another {@code program}. A commit is fetched once, however many of its files are named. */
    Path fetch(Path scratch, Document document, String program) {
        try {
            Path fetched = scratch.resolve("git-" + name(repository + "\n" + commit));
            if (!Files.exists(fetched)) {
                Path unfinished = Files.createTempDirectory(scratch, "git-");
                fetch(new Git(program, unfinished), document);
                Files.move(unfinished, fetched);
            }
            Path file = fetched.resolve("code-" + name(path));
            if (!Files.exists(file)) {
                extract(new Git(program, fetched), file, document);
            }
            return file;
        } catch (IOException e) {
            throw failed(document, String.valueOf(e.getMessage()));
        }
    }

    private static UUID name(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Path objects(Git git) {
        return git.folder().resolve("objects.git");
    }

    private void fetch(Git git, Document document) throws IOException {
        Path objects = objects(git);
        expect(run(git, document, "init", "--quiet", "--bare", objects.toString()), document);
        String into = "--git-dir=" + objects;
        Said shallow = run(git, document, into, "fetch", "--quiet", "--no-tags", "--depth=1", "--", repository, commit);
        if (shallow.code() != 0) {
            // Some servers give only what branches and tags name.
            expect(run(git, document, into, "fetch", "--quiet", "--", repository, "+refs/*:refs/*"), document);
        }
        if (run(git, document, into, "cat-file", "-e", commit + "^{commit}").code() != 0) {
            throw failed(document, "it has no commit " + commit);
        }
    }

    private void extract(Git git, Path file, Document document) throws IOException {
        String from = "--git-dir=" + objects(git);
        if (run(git, document, from, "cat-file", "blob", commit + ":" + path).code() != 0) {
            throw failed(document, "its commit " + commit + " has no file " + path);
        }
        if (Files.size(git.output()) < 1_024
                && Files.readString(git.output(), StandardCharsets.ISO_8859_1).startsWith(LARGE_FILE)) {
            throw failed(document, path + " is kept by Git LFS there, which is not fetched: name it by {url, sha256}");
        }
        Files.move(git.output(), file);
    }

    private Said run(Git git, Document document, String... arguments) throws IOException {
        try {
            return git.run(arguments);
        } catch (Git.MissingException e) {
            throw document.failed("code.git needs the program git, and it cannot be started here (" + e.getMessage()
                    + "). Install it, or name the code by a path or by {url, sha256}");
        } catch (TimeoutException e) {
            throw failed(document, "git did not end within " + Git.PATIENCE.toMinutes() + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(document, "it was interrupted");
        }
    }

    private CommandException failed(Document document, String why) {
        return document.failed("the code in the repository " + Git.shown(repository) + " cannot be fetched: " + why);
    }

    private void expect(Said said, Document document) {
        if (said.code() != 0) {
            throw failed(document, said.text());
        }
    }
}
