package dev.sluice.builder.upload;

import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes entries into a folder, which holds nothing else. Links are made when everything else is there, so that no file is written
 * through one. For one thread.
 */
final class FolderWriter implements ArchiveEntry.Taker {

    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final Map<Path, ArchiveEntry.Link> links = new LinkedHashMap<>();

    FolderWriter(Path root) {
        this.root = root;
    }

    @Override
    public void take(ArchiveEntry entry) throws IOException, UploadRefusedException {
        try {
            switch (entry) {
                case ArchiveEntry.Folder(String name) -> Disk.ownFolder(root.resolve(name));
                case ArchiveEntry.File file -> write(file);
                case ArchiveEntry.Link link -> links.put(root.resolve(link.name()), link);
                case ArchiveEntry.SecondName(String name, String of) -> copy(name, of);
                case ArchiveEntry.Other(String name) ->
                    throw new UploadRefusedException(
                            Reason.UNSAFE_ARCHIVE,
                            "the entry '" + ArchiveCounter.shown(name) + "' is no file, folder or link: leave it out");
            }
        } catch (InvalidPathException e) {
            throw unusable(entry.name(), "its name cannot be that of a file here");
        } catch (FileSystemException e) {
            if (String.valueOf(e.getReason()).contains("too long")) {
                throw unusable(entry.name(), "its name is too long");
            }
            throw e;
        }
    }

    private void write(ArchiveEntry.File file) throws IOException, UploadRefusedException {
        Path target = room(file.name());
        try (InputStream in = file.content().open();
                OutputStream out =
                        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(out);
        } catch (FileAlreadyExistsException e) {
            throw unusable(file.name(), "it is there twice");
        }
        if (file.executable()) {
            Files.setPosixFilePermissions(target, EXECUTABLE);
        }
    }

    private void copy(String name, String of) throws IOException, UploadRefusedException {
        Path from = root.resolve(of).normalize();
        if (!from.startsWith(root) || !Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(
                    name, "it is a second name of '" + ArchiveCounter.shown(of) + "', which is no file before it");
        }
        Files.copy(from, room(name));
    }

    /** Makes the folder of a file; no link is in the way, because there is none yet. */
    private Path room(String name) throws IOException, UploadRefusedException {
        if (name.isEmpty()) {
            throw unusable(name, "it has no name");
        }
        Path target = root.resolve(name);
        Path folder = target.resolveSibling("");
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectories(folder);
            } catch (FileAlreadyExistsException e) {
                throw unusable(name, "a file stands where its folder would be");
            }
        }
        return target;
    }

    /** Makes the links. Where one leads is looked at again when all are there, because it may lead through others. */
    void finish() throws IOException, UploadRefusedException {
        for (Map.Entry<Path, ArchiveEntry.Link> each : links.entrySet()) {
            Path place = room(each.getValue().name());
            Path target = Path.of(each.getValue().target());
            if (target.isAbsolute() || !place.resolveSibling(target).normalize().startsWith(root)) {
                throw leadsOut(each.getValue());
            }
            try {
                Files.createSymbolicLink(place, target);
            } catch (FileAlreadyExistsException e) {
                throw unusable(each.getValue().name(), "it is there twice");
            }
        }
        Path real = root.toRealPath();
        for (Map.Entry<Path, ArchiveEntry.Link> each : links.entrySet()) {
            if (!Files.exists(each.getKey())) {
                Files.delete(each.getKey());
            } else if (!each.getKey().toRealPath().startsWith(real)) {
                throw leadsOut(each.getValue());
            }
        }
    }

    private static UploadRefusedException leadsOut(ArchiveEntry.Link link) {
        return new UploadRefusedException(
                Reason.UNSAFE_ARCHIVE,
                "the link '" + ArchiveCounter.shown(link.name()) + "' leads out of the archive's folder, to '"
                        + ArchiveCounter.shown(link.target()) + "': put a copy in its place");
    }

    private static UploadRefusedException unusable(String name, String why) {
        return new UploadRefusedException(
                Reason.UNSAFE_ARCHIVE, "the entry '" + ArchiveCounter.shown(name) + "' cannot be unpacked: " + why);
    }
}
