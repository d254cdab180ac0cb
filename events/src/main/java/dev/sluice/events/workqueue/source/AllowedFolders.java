package dev.sluice.events.workqueue.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.List;
import java.util.Optional;

/**
 * The folders of this machine that work queues may read, with all that is in them. No link leads out: none is followed.
 *
 * @param roots absolute paths; these themselves may be links
 */
public record AllowedFolders(List<Path> roots) {

    public static final AllowedFolders NONE = new AllowedFolders(List.of());

    private static final String SETTING = "sluice.work-queues.folders";

    public AllowedFolders {
        roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** Why a folder may not be read, in a sentence; empty if it may be. Does not look whether it is there. */
    public Optional<String> refusal(Path folder) {
        if (!folder.isAbsolute()) {
            return Optional.of("'" + folder + "' is no absolute path, as in /srv/photos.");
        }
        return root(folder).isPresent()
                ? Optional.empty()
                : Optional.of("'" + folder + "' is in none of the folders that work queues may read ("
                        + (roots.isEmpty() ? "there are none" : String.join(", ", words()))
                        + "). The operator names them in " + SETTING + ".");
    }

    private List<String> words() {
        return roots.stream().map(Path::toString).toList();
    }

    private Optional<Path> root(Path folder) {
        return roots.stream().filter(folder.normalize()::startsWith).findFirst();
    }

    /**
     * Opens a folder. Whatever is moved or linked meanwhile, it is one below a root.
     *
     * @throws IOException also if a link stands on the way
     * @throws SourceFault if it may not be read
     */
    SecureDirectoryStream<Path> open(Path folder) throws IOException, SourceFault {
        Optional<String> refusal = refusal(folder);
        if (refusal.isPresent()) {
            throw new SourceFault(SourceFault.Why.PASSING, refusal.get());
        }
        Path root = root(folder).orElseThrow();
        return descend(secure(Files.newDirectoryStream(root)), root.relativize(folder.normalize()));
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system has no folders that are safe against links");
    }

    /** The folder at {@code path} below another one, which is closed. */
    static SecureDirectoryStream<Path> descend(SecureDirectoryStream<Path> from, Path path) throws IOException {
        SecureDirectoryStream<Path> at = from;
        for (Path name : path) {
            if (name.toString().isEmpty()) {
                continue;
            }
            try (SecureDirectoryStream<Path> above = at) {
                at = above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return at;
    }
}
