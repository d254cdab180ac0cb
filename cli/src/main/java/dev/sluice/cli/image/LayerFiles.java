package dev.sluice.cli.image;

import dev.sluice.cli.api.Digests;
import dev.sluice.cli.folder.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * The files of a layer under their paths in the image. They belong to nobody and are of no time, and stand in the order of their paths, so that the same
 * files give the same bytes; modes and links stay, but that everybody may read what its owner may.
 */
final class LayerFiles {

    private static final int FOR_ALL = 0b100_100_100;
    private static final int RUN_BY_ALL = 0b001_001_001;
    private static final int RUN_BY_OWNER = 0b001_000_000;

    private final Map<String, Entry> entries = new TreeMap<>();

    private sealed interface Entry {

        record Folder(int mode) implements Entry {}

        record Link(String target) implements Entry {}

        record Copy(Path source, int mode) implements Entry {}

        record Text(String text, int mode) implements Entry {}
    }

    LayerFiles folder(String path, int mode) {
        parents(path);
        entries.put(path, new Entry.Folder(mode));
        return this;
    }

    LayerFiles link(String path, String target) {
        parents(path);
        entries.put(path, new Entry.Link(target));
        return this;
    }

    LayerFiles text(String path, String text, int mode) {
        parents(path);
        entries.put(path, new Entry.Text(text, mode));
        return this;
    }

    LayerFiles file(String path, Path source) throws IOException {
        parents(path);
        entries.put(path, new Entry.Copy(source, mode(source)));
        return this;
    }

    LayerFiles tree(String path, Path folder) throws IOException {
        return tree(path, folder, name -> true);
    }

    /**
     * All of a folder. A link that leads out of it becomes what it leads to, because that would be missing.
     *
     * @param path empty for the root
     * @param wanted is asked for each path below the folder, with {@code /} between names; of a folder that is not wanted nothing is taken
     */
    LayerFiles tree(String path, Path folder, Predicate<String> wanted) throws IOException {
        Path root = folder.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                if (each.equals(root)) {
                    if (!path.isEmpty()) {
                        folder(path, TarWriter.PROGRAM);
                    }
                    return FileVisitResult.CONTINUE;
                }
                if (!wanted.test(name(each))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folder(place(each), mode(each));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                if (!wanted.test(name(each))) {
                    return FileVisitResult.CONTINUE;
                }
                if (attributes.isSymbolicLink() && isInside(each)) {
                    link(place(each), Files.readSymbolicLink(each).toString());
                } else if (Files.isDirectory(each)) {
                    tree(place(each), each);
                } else if (Files.isRegularFile(each)) {
                    file(place(each), each.toRealPath());
                }
                return FileVisitResult.CONTINUE;
            }

            private String name(Path each) {
                return root.relativize(each).toString().replace('\\', '/');
            }

            private String place(Path each) {
                return path.isEmpty() ? name(each) : path + "/" + name(each);
            }

            // What a folder for the root of an image has is inside also where it is absolute.
            private boolean isInside(Path link) throws IOException {
                Path target = Files.readSymbolicLink(link);
                return target.isAbsolute()
                        ? path.isEmpty()
                        : link.resolveSibling(target).normalize().startsWith(root);
            }
        });
        return this;
    }

    /** Whether there is a file, folder or link of this name, in whichever folder. */
    boolean hasNamed(String name) {
        return entries.keySet().stream().anyMatch(path -> path.endsWith("/" + name));
    }

    /** Packs all into a new file of {@code layout}. */
    Layer packInto(Layout layout) throws IOException {
        Path fresh = layout.fresh();
        MessageDigest packed = Digests.begin();
        MessageDigest plain = Digests.begin();
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16);
                OutputStream zipped = new GZIPOutputStream(new DigestOutputStream(file, packed), 1 << 16);
                TarWriter tar =
                        new TarWriter(new BufferedOutputStream(new DigestOutputStream(zipped, plain), 1 << 16))) {
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                write(tar, each.getKey(), each.getValue());
            }
        }
        return new Layer(layout.keep(fresh, Descriptor.LAYER, Digests.end(packed)), Digests.end(plain));
    }

    private static void write(TarWriter tar, String path, Entry entry) throws IOException {
        switch (entry) {
            case Entry.Folder(int mode) -> tar.folder(path, mode);
            case Entry.Link(String target) -> tar.link(path, target);
            case Entry.Copy(Path source, int mode) -> {
                try {
                    tar.file(path, source, mode);
                } catch (IOException e) {
                    throw new IOException(source + ": " + e.getMessage(), e);
                }
            }
            case Entry.Text(String text, int mode) -> tar.file(path, text.getBytes(StandardCharsets.UTF_8), mode);
        }
    }

    private void parents(String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            entries.putIfAbsent(path.substring(0, slash), new Entry.Folder(TarWriter.PROGRAM));
        }
    }

    /** Neither bits that change whose process it is nor what others may write go into an image. */
    private static int mode(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0b111_101_101;
        boolean runs = (mode & RUN_BY_OWNER) != 0;
        return mode | FOR_ALL | (runs ? RUN_BY_ALL : 0);
    }
}
