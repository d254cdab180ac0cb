package dev.sluice.runners.pool;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.runner.RunnerId;
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
 * What each runner has on the disk: {@code ID/}, its private folder; {@code ID.code/}, where it finds the files of its
 * artifact once it is claimed, and which it only reads; and out of its reach a note of its process, {@code ID.runner} with
 * the process id and its start time. The folders have mode 700. All are there from before the runner starts until after it
 * has ended, so what lies here when a gateway starts was left behind by one that was killed.
 */
final class WorkFolders {

    private static final System.Logger LOG = System.getLogger(WorkFolders.class.getName());
    private static final String NOTE = ".runner";
    private static final String CODE = ".code";
    private static final Pattern NOTED = Pattern.compile("(\\d{1,18}) (\\d{1,18})");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    /** {@code root} is made if need be; nothing else may keep files in it. */
    WorkFolders(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Makes both folders of a runner, empty, and answers the private one. */
    Path make(RunnerId id) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root.getParent());
            Files.createDirectory(root, PRIVATE);
        }
        Files.createDirectory(code(id), PRIVATE);
        return Files.createDirectory(work(id), PRIVATE);
    }

    /** The private folder of a runner. */
    Path work(RunnerId id) {
        return root.resolve(id.value());
    }

    /** Where a runner finds the files of its artifact. */
    Path code(RunnerId id) {
        return root.resolve(id.value() + CODE);
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
            Disk.deleteTree(work(id));
            Disk.deleteTree(code(id));
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
            LOG.log(Level.INFO, "Ending runner {0}, left behind by an earlier gateway.", Long.toString(pid));
            orphan.descendants().forEach(ProcessHandle::destroyForcibly);
            orphan.destroyForcibly();
        });
    }
}
