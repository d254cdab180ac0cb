package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.process.SystemPrograms;
import dev.sluice.events.broker.BrokerCommand.BrokerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * A file with the broker's classes as the JVM wants them (JEP 483, 514), by which it is ready in half the time. Its name has the
 * digest of the program that it is for and its own checksum, because the JVM notices neither another jar nor a changed byte.
 */
final class AotCache {

    private static final String PREFIX = "broker-";
    private static final String SUFFIX = ".aot";
    private static final long LONGEST_REHEARSAL_SECONDS = 300;
    private static final int CHUNK = 1 << 16;

    private final Path folder;

    /** {@code folder} is made when there is something to keep. */
    AotCache(Path folder) {
        this.folder = folder;
    }

    /** The file for a program, if there is one and it is whole. Reads all of it, which takes some hundredths of a second. */
    Optional<Path> find(String digest) {
        try {
            for (Path file : files(PREFIX + digest + "-*" + SUFFIX)) {
                if (name(digest, file).equals(String.valueOf(file.getFileName()))) {
                    return Optional.of(file);
                }
                Files.deleteIfExists(file);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Forgets what did no good. */
    void drop(String digest) {
        try {
            for (Path file : files(PREFIX + digest + "-*" + SUFFIX)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It stays, and is tried again at the next start of a gateway.
            return;
        }
    }

    /**
     * Makes the file by starting and ending a broker of no data at the lowest priority: some ten seconds of one processor. What
     * there was for other programs goes. Blocks; an interrupt ends it.
     *
     * @throws IOException with a sentence, if the program did not come to its end
     */
    void make(BrokerCommand command) throws IOException, InterruptedException {
        Path work = Disk.ownFolder(Disk.unfinished(Disk.ownFolder(folder)));
        try {
            Path made = work.resolve("made" + SUFFIX);
            Path properties = work.resolve("server.properties");
            BrokerAddress address = BrokerAddress.choose(new SecureRandom());
            Files.writeString(properties, ServerProperties.of(address, work.resolve("data"), false));
            List<String> before = new ArrayList<>();
            SystemPrograms.find("nice").ifPresent(nice -> before.addAll(List.of(nice.toString(), "-n", "19")));
            Process process = command.start(
                    new BrokerFiles(work, work.resolve("broker.log"), work.resolve("broker.out")),
                    before,
                    List.of("-XX:AOTCacheOutput=" + made),
                    List.of("rehearse", properties.toString()));
            await(process);
            if (process.exitValue() != 0 || !Files.exists(made)) {
                throw new IOException("the rehearsal of the broker ended with code " + process.exitValue());
            }
            String digest = command.digest();
            for (Path old : files(PREFIX + "*" + SUFFIX)) {
                Files.deleteIfExists(old);
            }
            Files.move(made, folder.resolve(name(digest, made)), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Disk.deleteQuietly(work);
        }
    }

    private static void await(Process process) throws InterruptedException {
        try {
            if (!process.waitFor(LONGEST_REHEARSAL_SECONDS, TimeUnit.SECONDS)) {
                end(process);
            }
        } catch (InterruptedException e) {
            end(process);
            throw e;
        }
    }

    /** With the JVM that it has started to write the file. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    private static String name(String digest, Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                sum.update(chunk, 0, count);
            }
        }
        return PREFIX + digest + "-" + Long.toHexString(sum.getValue()) + SUFFIX;
    }
}
