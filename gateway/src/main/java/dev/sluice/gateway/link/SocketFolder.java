package dev.sluice.gateway.link;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The place of a gateway's socket: a folder that nobody else may enter, with nothing stale in it. */
record SocketFolder(Path socket, boolean temporary) {

    /** Longest path in bytes: kernels take 107 or fewer. */
    static final int MAX_PATH_BYTES = 100;

    private static final String NAME = "gateway.sock";

    /**
     * Makes {@code folder} ready; a short private one under {@code temporaryRoot} instead if the path would be too long
     * for a socket.
     *
     * @throws IOException if it cannot be used; the message says why and what to do
     */
    static SocketFolder prepare(Path folder, Path temporaryRoot) throws IOException {
        Path wanted = folder.toAbsolutePath().resolve(NAME);
        if (!fits(wanted)) {
            return shorter(wanted, temporaryRoot);
        }
        Files.createDirectories(folder);
        makePrivate(folder);
        removeStale(wanted);
        return new SocketFolder(wanted, false);
    }

    /** Removes the socket, and the folder if it was made for it alone. */
    void remove() throws IOException {
        Files.deleteIfExists(socket);
        if (temporary) {
            Files.deleteIfExists(socket.getParent());
        }
    }

    private static SocketFolder shorter(Path wanted, Path temporaryRoot) throws IOException {
        Path folder = Files.createTempDirectory(
                temporaryRoot.toAbsolutePath(),
                "sluice-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path socket = folder.resolve(NAME);
        if (!fits(socket)) {
            Files.delete(folder);
            throw new IOException("Neither " + wanted + " nor " + socket
                    + " can be a socket, because a socket's path has"
                    + " at most " + MAX_PATH_BYTES + " bytes. Choose a shorter home folder, or a shorter folder for"
                    + " temporary files.");
        }
        return new SocketFolder(socket, true);
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
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

    private static void removeStale(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(
                    "There is a file " + socket + " where the socket for runners has to be. Move it away.");
        }
        if (someoneListens(socket)) {
            throw new IOException("Another gateway is running and listens on " + socket
                    + ". Stop it, or give this one a home folder of its own.");
        }
        Files.delete(socket);
    }

    private static boolean someoneListens(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }
}
