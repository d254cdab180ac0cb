package dev.sluice.events.payload;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Payloads as files named by their digests, in a folder that gateways of one machine may share. A file is written under another name,
 * synced, and then renamed: what has its final name is complete. The time of a file says when somebody was last about to name it in a
 * record. Everything blocks on the disk, and throws {@link dev.sluice.core.catalog.StorageException} if that fails. Thread-safe.
 */
final class PayloadFolder {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An answer may be on its way for as long as its call runs. */
    private static final Duration LONGEST_DRAFT = AsyncSpec.TIMEOUT.most().plusHours(1);

    private static final int DIGITS = 64;

    private final Path root;
    private final InstantSource clock;

    private final FolderLock lock;

    /** Makes the folder if need be. */
    PayloadFolder(Path root, InstantSource clock) {
        this.root = Disk.ownFolder(root);
        this.clock = clock;
        this.lock = new FolderLock(this.root, "lock", PATIENCE);
    }

    Path root() {
        return root;
    }

    /** A name for a file in the making. */
    Path draft() {
        return Disk.unfinished(root);
    }

    /** Gives a file that is written its name; it is durable then. One that has the name has the same bytes, and is replaced. */
    void take(Path draft, Digest digest) {
        try {
            Disk.sync(draft);
            alone(() -> {
                touch(draft);
                return Files.move(
                        draft, file(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            });
            Disk.sync(root);
        } catch (IOException e) {
            throw Disk.failure("cannot keep a body in " + root, e);
        }
    }

    /** Says that a file is about to be named, so that it is not removed before that is known. */
    void renew(Payload.Kept kept) throws PayloadLostException {
        boolean there = alone(() -> {
            try {
                touch(file(kept.digest()));
                return true;
            } catch (NoSuchFileException e) {
                return false;
            }
        });
        if (!there) {
            throw missing(kept);
        }
    }

    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    /** What a file holds, checked against its name, as a view of the file that takes no heap. It stays when the file is removed. */
    ByteBuffer read(Payload.Kept kept) throws PayloadLostException {
        Path file = file(kept.digest());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size != kept.bytes()) {
                throw damaged(kept, "it has " + size + " bytes");
            }
            ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            MessageDigest sha256 = Digest.sha256();
            sha256.update(content.duplicate());
            if (!Digest.of(sha256).equals(kept.digest())) {
                throw damaged(kept, "it holds other bytes");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw missing(kept);
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    private PayloadLostException missing(Payload.Kept kept) {
        return new PayloadLostException("The " + kept.bytes() + " bytes that were kept as " + kept.digest()
                + " are lost: their file is missing in the folder " + root.getFileName() + " of the platform.");
    }

    private PayloadLostException damaged(Payload.Kept kept, String how) {
        return new PayloadLostException("The " + kept.bytes() + " bytes that were kept as " + kept.digest()
                + " are lost: their file in the folder " + root.getFileName() + " of the platform is damaged, " + how
                + ".");
    }

    /** Files that nobody was about to name since then. */
    Set<Digest> untouchedSince(Instant time) {
        Set<Digest> old = new LinkedHashSet<>();
        for (Path file : files(path -> String.valueOf(path.getFileName()).length() == DIGITS)) {
            if (isOlder(file, time)) {
                old.add(new Digest(String.valueOf(file.getFileName())));
            }
        }
        return old;
    }

    /** Removes a file, unless somebody was about to name it since then. */
    boolean remove(Digest digest, Instant untouchedSince) {
        return alone(() -> isOlder(file(digest), untouchedSince) && Files.deleteIfExists(file(digest)));
    }

    /** Removes what was in the making when its gateway ended. */
    void removeDrafts() {
        Instant old = clock.instant().minus(LONGEST_DRAFT);
        files(path -> String.valueOf(path.getFileName()).startsWith(Disk.UNFINISHED)).stream()
                .filter(draft -> isOlder(draft, old))
                .forEach(Disk::deleteQuietly);
    }

    private List<Path> files(Predicate<Path> such) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
            all.forEach(path -> {
                if (such.test(path)) {
                    files.add(path);
                }
            });
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + root, e);
        }
        return files;
    }

    private static boolean isOlder(Path file, Instant time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    /** Does what no other gateway does in the folder meanwhile. */
    <T> T alone(FolderLock.Work<T> work) {
        try {
            return lock.locked(work);
        } catch (IOException e) {
            throw Disk.failure("cannot work in " + root, e);
        }
    }

    private Path file(Digest digest) {
        return root.resolve(digest.hex());
    }
}
