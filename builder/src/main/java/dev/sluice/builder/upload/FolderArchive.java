package dev.sluice.builder.upload;

import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.disk.Disk;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A folder that was sent as a zip or as a tar that gzip has packed. Where all of it lies below one folder, that is the one which is meant.
 * Blocks on the disk.
 */
public record FolderArchive(Path file, Format format, ArchiveLimits limits) {

    private static final int MOST_TARGET = 4096;

    /** How it is packed. */
    public enum Format {
        ZIP("folder.zip"),
        TAR_GZ("folder.tar.gz");

        private final String kept;

        Format(String kept) {
            this.kept = kept;
        }

        /** The name that such an archive has in an artifact. */
        public String kept() {
            return kept;
        }

        /** The format of an archive that is kept under this name. */
        public static Optional<Format> kept(String name) {
            return Arrays.stream(values()).filter(one -> one.kept.equals(name)).findFirst();
        }
    }

    /** The names of what lies at the top of the folder. */
    public Set<String> top() throws UploadRefusedException {
        Set<String> names = new TreeSet<>();
        Set<String> files = new TreeSet<>();
        read(entry -> {
            if (!entry.name().isEmpty()) {
                names.add(entry.name());
                if (!(entry instanceof ArchiveEntry.Folder)) {
                    files.add(entry.name());
                }
            }
        });
        Set<String> top = firstParts(names);
        if (top.size() != 1 || files.contains(top.iterator().next())) {
            return top;
        }
        int wrapper = top.iterator().next().length() + 1;
        return firstParts(names.stream()
                .filter(name -> name.length() > wrapper)
                .map(name -> name.substring(wrapper))
                .collect(Collectors.toSet()));
    }

    private static Set<String> firstParts(Set<String> names) {
        return names.stream().map(name -> name.replaceFirst("/.*", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Unpacks it into {@code folder}, which is made, in a folder that is there. Nothing lands outside of it, and no link in it leads out; links that lead nowhere are
     * left out. Its files and folders can be read and written by their owner alone; files that could be run still can be.
     *
     * @throws UploadRefusedException if it is no good archive; what was unpacked until then stays
     */
    public void unpack(Path folder) throws UploadRefusedException {
        Path outer = Disk.unfinished(folder.resolveSibling(""));
        try {
            FolderWriter writer = new FolderWriter(Disk.ownFolder(outer));
            read(writer);
            writer.finish();
            Files.move(inner(outer), folder);
        } catch (IOException e) {
            throw Disk.failure("cannot unpack the upload into " + folder, e);
        } finally {
            Disk.deleteQuietly(outer);
        }
    }

    /**
     * Unpacks it over a folder: what lies at its top takes the place of what has the same name there. Here nothing is left out in front, and
     * links may lead to what the folder has already.
     */
    public void unpackOver(Path folder) throws UploadRefusedException {
        for (String name : wholeTop()) {
            Disk.deleteQuietly(folder.resolve(name));
        }
        try {
            FolderWriter writer = new FolderWriter(folder);
            read(writer);
            writer.finish();
        } catch (IOException e) {
            throw Disk.failure("cannot unpack the result of a build into " + folder, e);
        }
    }

    private Set<String> wholeTop() throws UploadRefusedException {
        Set<String> names = new TreeSet<>();
        read(entry -> names.add(entry.name()));
        names.remove("");
        return firstParts(names);
    }

    /** The folder that is meant: the only thing in the outer one, or that itself. */
    private static Path inner(Path outer) throws IOException, UploadRefusedException {
        try (var all = Files.list(outer)) {
            var some = all.limit(2).toList();
            if (some.isEmpty()) {
                throw new UploadRefusedException(Reason.NO_CODE, "the archive has no files");
            }
            return some.size() == 1 && Files.isDirectory(some.getFirst(), LinkOption.NOFOLLOW_LINKS)
                    ? some.getFirst()
                    : outer;
        }
    }

    private void read(ArchiveEntry.Taker taker) throws UploadRefusedException {
        ArchiveCounter counter = new ArchiveCounter(limits);
        ArchiveEntry.Taker counted = entry -> {
            counter.add(
                    entry.name(), entry instanceof ArchiveEntry.File(String _, long size, boolean _, var _) ? size : 0);
            taker.take(
                    entry instanceof ArchiveEntry.File(String name, long size, boolean executable, var content)
                            ? new ArchiveEntry.File(name, size, executable, () -> counter.counted(content.open()))
                            : entry);
        };
        try {
            switch (format) {
                case ZIP -> readZip(counted);
                case TAR_GZ -> readTar(counted);
            }
        } catch (ArchiveCounter.OverBudgetException e) {
            throw counter.tooLarge();
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new UploadRefusedException(
                    Reason.BAD_ARCHIVE, "the archive cannot be read: " + e.getMessage() + ": pack it again");
        } catch (IOException e) {
            throw Disk.failure("cannot unpack the upload " + file, e);
        }
    }

    private void readTar(ArchiveEntry.Taker taker) throws IOException, UploadRefusedException {
        try (InputStream in = new BufferedInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 64 * 1024), 64 * 1024)) {
            new TarReader(in).read(taker);
        }
    }

    /** By the central directory, and so also what streaming readers refuse. */
    private void readZip(ArchiveEntry.Taker taker) throws IOException, UploadRefusedException {
        ZipModes modes = ZipModes.of(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                taker.take(entry(zip, entry, modes));
            }
        }
    }

    private static ArchiveEntry entry(ZipFile zip, ZipEntry entry, ZipModes modes) throws IOException {
        String name = TarReader.plain(entry.getName());
        if (entry.isDirectory()) {
            return new ArchiveEntry.Folder(name);
        }
        if (modes.isLink(entry.getName())) {
            try (InputStream target = zip.getInputStream(entry)) {
                return new ArchiveEntry.Link(name, new String(target.readNBytes(MOST_TARGET), StandardCharsets.UTF_8));
            }
        }
        return new ArchiveEntry.File(
                name, entry.getSize(), modes.isExecutable(entry.getName()), () -> zip.getInputStream(entry));
    }
}
