package dev.sluice.gateway.pool;

import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.disk.Disk;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The private folder of each runner, mode 700, and beside it a note of the runner's process, out of the runner's own
 * reach: {@code ID/} and {@code ID.runner} with the process id and its start time. Both are there from before the runner
 * starts until after it has ended, so what lies here when a gateway starts was left behind by one that was killed.
 */
final class WorkFolders {

    private static final System.Logger LOG = System.getLogger(WorkFolders.class.getName());
    private static final String NOTE = ".runner";
    private static final Pattern NOTED = Pattern.compile("(\\d{1,18}) (\\d{1,18})");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    /** {@code root} is made if need be; nothing else may keep files in it. */
    WorkFolders(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path make(RunnerId id) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root.getParent());
            Files.createDirectory(root, PRIVATE);
        }
        return Files.createDirectory(root.resolve(id.value()), PRIVATE);
    }

    void note(RunnerId id, long pid) throws IOException {
        OptionalLong start = ProcStat.startTime(pid);
        if (start.isPresent()) {
            Files.writeString(root.resolve(id.value() + NOTE), pid + " " + start.getAsLong());
        }
    }

    /** Removes all traces of a runner that has ended. */
    void delete(RunnerId id) {
        try {
            Disk.deleteTree(root.resolve(id.value()));
            Files.deleteIfExists(root.resolve(id.value() + NOTE));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The work folder of a runner could not be deleted: {0}", e.toString());
        }
    }

    /** Ends the runners that an earlier gateway left behind, and deletes their folders. */
    void cleanUp() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> entries = Files.list(root)) {
            left = entries.toList();
        }
        for (Path entry : left) {
            if (entry.getFileName().toString().endsWith(NOTE)) {
                endOrphan(entry);
            }
        }
        for (Path entry : left) {
            Disk.deleteTree(entry);
        }
        if (!left.isEmpty()) {
            LOG.log(Level.INFO, "Removed what runners of an earlier gateway left behind in {0}.", root);
        }
    }

    private static void endOrphan(Path note) throws IOException {
        Matcher matcher = NOTED.matcher(Files.readString(note).strip());
        if (!matcher.matches()) {
            return;
        }
        long pid = Long.parseLong(matcher.group(1));
        OptionalLong start = ProcStat.startTime(pid);
        if (start.isEmpty() || start.getAsLong() != Long.parseLong(matcher.group(2))) {
            return;
        }
        ProcessHandle.of(pid).ifPresent(orphan -> {
            LOG.log(Level.WARNING, "Ending runner {0}, left behind by an earlier gateway.", pid);
            orphan.descendants().forEach(ProcessHandle::destroyForcibly);
            orphan.destroyForcibly();
        });
    }
}
