package dev.sluice.cli.start;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lock of a home folder, which a gateway holds as long as it lives, however it was started. */
public record HomeLock(Path home) {

    private static final Path LOCKS = Path.of("/proc/locks");

    private Path file() {
        return home.resolve("gateway.lock");
    }

    /** Whether a gateway works in the folder. */
    public boolean isHeld() throws IOException {
        if (!Files.exists(file())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    /** The process that holds it, as far as Linux tells. */
    public Optional<ProcessHandle> holder() throws IOException {
        if (!isHeld() || !Files.isReadable(LOCKS)) {
            return Optional.empty();
        }
        long device = ((Number) Files.getAttribute(file(), "unix:dev")).longValue();
        long inode = ((Number) Files.getAttribute(file(), "unix:ino")).longValue();
        return holder(Files.readAllLines(LOCKS), device, inode).flatMap(ProcessHandle::of);
    }

    /**
     * Finds who holds a lock in lines as {@code 9: POSIX  ADVISORY  WRITE 12753 fe:00:10215492 0 EOF} (proc_locks(5)): the process, then
     * the major and minor number of the device in hexadecimal, and the inode.
     */
    static Optional<Long> holder(List<String> lines, long device, long inode) {
        // The C library's makedev, undone: 12 bits of the major number, 20 of the minor one around them.
        long major = (device >>> 8) & 0xfff;
        long minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
        String place = String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, inode);
        return lines.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > 5 && words[1].equals("POSIX") && words[5].equals(place))
                .map(words -> Long.parseLong(words[4]))
                .filter(process -> process > 0)
                .findFirst();
    }
}
