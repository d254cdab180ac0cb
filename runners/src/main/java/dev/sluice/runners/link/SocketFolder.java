package dev.sluice.runners.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The place of a gateway's sockets: a folder that nobody else may enter, with no stale ones in it. If sockets cannot be in
 * the folder that is wanted, because its path is too long, they are in a temporary one, and the link {@value #SHORTER} says
 * where, so that the next gateway finds what a killed one left.
 */
record SocketFolder(Path wanted, Path folder) {

    /** Longest path in bytes: kernels take 107 or fewer. */
    static final int MAX_PATH_BYTES = 100;

    private static final int MAX_NAME_BYTES = 20;
    private static final String SOCKETS = "*.sock";
    private static final String SHORTER = "sockets";

    /**
     * Makes {@code wanted} ready; a short private one under {@code temporaryRoot} instead if the path would be too long
     * for a socket.
     *
     * @throws IOException if it cannot be used; the message says why and what to do
     */
    static SocketFolder prepare(Path wanted, Path temporaryRoot) throws IOException {
        Path home = wanted.toAbsolutePath();
        Files.createDirectories(home);
        makePrivate(home);
        removeShorter(home);
        if (fits(home)) {
            removeSockets(home);
            return new SocketFolder(home, home);
        }
        Path folder = shorter(home, temporaryRoot.toAbsolutePath());
        Files.createSymbolicLink(home.resolve(SHORTER), folder);
        return new SocketFolder(home, folder);
    }

    /** The path of the {@code number}th socket. */
    Path socket(long number) {
        return folder.resolve(Long.toString(number, Character.MAX_RADIX) + ".sock");
    }

    /** Removes the sockets, and the folder if it was made for them alone. */
    void remove() throws IOException {
        if (Files.isDirectory(folder)) {
            removeSockets(folder);
        }
        removeShorter(wanted);
    }

    private static Path shorter(Path wanted, Path temporaryRoot) throws IOException {
        Path folder = Files.createTempDirectory(
                temporaryRoot,
                "sluice-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!fits(folder)) {
            Files.delete(folder);
            throw new IOException("Neither in " + wanted + " nor in " + folder
                    + " can be sockets, because a socket's path has at most " + MAX_PATH_BYTES + " bytes. Choose a"
                    + " shorter home folder, or a shorter folder for temporary files.");
        }
        return folder;
    }

    private static boolean fits(Path folder) {
        int bytes = folder.toString().getBytes(StandardCharsets.UTF_8).length;
        return bytes + 1 + MAX_NAME_BYTES <= MAX_PATH_BYTES;
    }

    private static void makePrivate(Path folder) throws IOException {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new IOException(
                    "The folder " + folder + " cannot be closed to other users (" + e.getMessage()
                            + "). It must belong to the user that runs the gateway.",
                    e);
        }
    }

    /** Those of a gateway that was killed. Whatever else has such a name stays. */
    private static void removeSockets(Path folder) throws IOException {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, SOCKETS)) {
            for (Path socket : sockets) {
                if (isSocket(socket)) {
                    Files.deleteIfExists(socket);
                }
            }
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (NoSuchFileException e) {
            // Whoever listened there has just removed it.
            return false;
        }
    }

    private static void removeShorter(Path wanted) throws IOException {
        Path link = wanted.resolve(SHORTER);
        if (!Files.isSymbolicLink(link)) {
            return;
        }
        Path folder = Files.readSymbolicLink(link);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            removeSockets(folder);
            Files.deleteIfExists(folder);
        }
        Files.delete(link);
    }
}
