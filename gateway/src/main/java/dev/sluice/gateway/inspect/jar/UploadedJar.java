package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.ArchiveCounter;
import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Target;
import dev.sluice.gateway.inspect.jar.ArchiveLayout.Element;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Uploaded code whose names and sizes have been checked and whose layout is known. Used by one thread; reads the file until it is closed. */
public final class UploadedJar implements AutoCloseable {

    private static final int SHOWN = 5;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,190}\\.jar");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)", Pattern.CASE_INSENSITIVE);

    private final ArchiveContents contents;
    private final ArchiveLayout layout;

    private UploadedJar(ArchiveContents contents, ArchiveLayout layout) {
        this.contents = contents;
        this.layout = layout;
    }

    /** Opens and checks a file. */
    public static UploadedJar open(Path file, ArchiveLimits limits) throws UploadRefusedException {
        ZipFile zip = openZip(file);
        try {
            ArchiveCounter counter = new ArchiveCounter(limits);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                counter.add(entry.getName(), entry.getSize());
            }
            ArchiveContents contents = new ArchiveContents(zip, counter);
            ArchiveLayout layout = ArchiveLayout.of(contents);
            if (layout.elements().isEmpty()) {
                throw new UploadRefusedException(
                        Reason.NOT_A_JAR,
                        NoJar.withoutClasses(Collections.list(zip.entries()).stream()
                                .map(ZipEntry::getName)
                                .toList()));
            }
            return new UploadedJar(contents, layout);
        } catch (UploadRefusedException | RuntimeException e) {
            close(zip);
            throw e;
        }
    }

    /** Whether there are libraries inside it, whose classes are not looked at. */
    boolean hasLibraries() {
        return layout.elements().stream().anyMatch(element -> !element.own());
    }

    /** The value of an attribute in the main section of the manifest of the author's code. */
    Optional<String> manifestAttribute(String name) throws UploadRefusedException {
        for (Element element : layout.elements()) {
            if (element.own()) {
                String value = manifest(element).getMainAttributes().getValue(name);
                if (value != null) {
                    return Optional.of(value.strip());
                }
            }
        }
        return Optional.ofNullable(
                        contents.manifest(MANIFEST).getMainAttributes().getValue(name))
                .map(String::strip);
    }

    /** The places that hold the author's code; where there is none of it by itself, all jars inside. */
    List<CodePlace> places() throws UploadRefusedException {
        boolean own = layout.elements().stream().anyMatch(Element::own);
        List<Element> wanted = layout.elements().stream()
                .filter(element -> element.own() == own)
                .toList();
        List<CodePlace> places = new ArrayList<>();
        for (Element element : wanted) {
            places.add(
                    switch (element) {
                        case Element.Whole() -> contents.placeBelow("");
                        case Element.Folder(String name, boolean _) -> contents.placeBelow(name);
                        case Element.Jar(String name, boolean _) -> contents.placeIn(name);
                    });
        }
        return places;
    }

    /** What can hardly be meant, a sentence each. */
    public List<String> warnings() throws UploadRefusedException {
        List<String> warnings = new ArrayList<>();
        if (!layout.unused().isEmpty()) {
            String some =
                    String.join(", ", layout.unused().stream().limit(SHOWN).toList());
            int more = layout.unused().size() - SHOWN;
            warnings.add("nothing uses " + some + (more > 0 ? " and " + more + " more" : "")
                    + " inside the archive: put jars into lib/, or name them in the manifest's Class-Path");
        }
        manifestAttribute("Launcher-Agent-Class")
                .ifPresent(agent -> warnings.add("the manifest's Launcher-Agent-Class " + agent
                        + " is not started: instances run without agents of the JVM"));
        return List.copyOf(warnings);
    }

    /**
     * The machines that it runs on: all, or those that its native libraries are for. None if there are jars inside, into
     * which nobody looks, or libraries of kinds that are not known.
     */
    List<Target> targets() throws UploadRefusedException {
        Set<Target> targets = new LinkedHashSet<>();
        boolean plain = !hasLibraries();
        for (String file : contents.files()) {
            if (NativeLibrary.isNamed(file)) {
                plain = false;
                targets.addAll(NativeLibrary.targets(contents.beginning(file, NativeLibrary.MOST_BYTES)));
            }
        }
        return plain ? List.of(Target.ANY) : List.copyOf(targets);
    }

    /**
     * Unpacks what is on the class path, as {@code path/NNNNN/NAME.jar} in order; answers how many files that are. Where the
     * archive itself is on it, it comes first and is not unpacked.
     */
    public int unpack(ArtifactStore.Draft draft) throws UploadRefusedException {
        List<Element> elements = layout.elements();
        int unpacked = 0;
        for (int i = 0; i < elements.size(); i++) {
            String place = place(i) + "/";
            switch (elements.get(i)) {
                case Element.Whole() -> {}
                case Element.Folder(String name, boolean _) -> {
                    repack(name, draft, place + "classes.jar");
                    unpacked++;
                }
                case Element.Jar(String name, boolean _) -> {
                    copy(name, draft, place + kept(name));
                    unpacked++;
                }
            }
        }
        return unpacked;
    }

    @Override
    public void close() {
        contents.close();
    }

    private Manifest manifest(Element element) throws UploadRefusedException {
        return switch (element) {
            case Element.Whole() -> contents.manifest(MANIFEST);
            case Element.Folder(String name, boolean _) -> contents.manifest(name + MANIFEST);
            case Element.Jar(String name, boolean _) -> contents.manifestOfJar(name);
        };
    }

    private static String place(int index) {
        return String.format(Locale.ROOT, "path/%05d", index);
    }

    private static String kept(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return PLAIN_NAME.matcher(last).matches() ? last : "bundled.jar";
    }

    private void copy(String name, ArtifactStore.Draft draft, String target) throws UploadRefusedException {
        try (InputStream in = contents.open(name);
                OutputStream out = create(draft, target)) {
            if (in.transferTo(out) == 0) {
                throw new UploadRefusedException(Reason.NOT_A_JAR, "the bundled jar " + name + " is empty");
            }
        } catch (IOException e) {
            throw contents.refusal(name, e);
        }
    }

    /** The folder as a jar, with what lies in the archive's own META-INF. */
    private void repack(String folder, ArtifactStore.Draft draft, String target) throws UploadRefusedException {
        String above = folder.endsWith("-INF/classes/") ? folder.replaceFirst("[^/]+-INF/classes/$", "") : folder;
        Manifest manifest = contents.manifest(above + MANIFEST);
        manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
        manifest.getEntries().clear();
        Set<String> written = new HashSet<>(Set.of(MANIFEST));
        try (OutputStream file = create(draft, target);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String name : contents.files()) {
                if (name.startsWith(folder) && !isElsewhere(folder, name)) {
                    pack(name, name.substring(folder.length()), written, out);
                }
            }
            for (String name : contents.files()) {
                if (name.startsWith(above + "META-INF/") && !name.endsWith(".jar")) {
                    pack(name, name.substring(above.length()), written, out);
                }
            }
        } catch (IOException e) {
            throw contents.refusal(folder, e);
        }
    }

    /** What another place on the class path has, or is a jar, is not this folder's. */
    private boolean isElsewhere(String folder, String name) {
        return name.endsWith(".jar")
                || layout.elements().stream()
                        .anyMatch(element -> element instanceof Element.Folder(String other, boolean _)
                                && other.length() > folder.length()
                                && name.startsWith(other));
    }

    private void pack(String from, String name, Set<String> written, JarOutputStream out) throws IOException {
        if (!SIGNATURE.matcher(name).matches() && written.add(name)) {
            try (InputStream in = contents.open(from)) {
                out.putNextEntry(new ZipEntry(name));
                in.transferTo(out);
                out.closeEntry();
            }
        }
    }

    private static OutputStream create(ArtifactStore.Draft draft, String name) {
        try {
            return draft.create(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name, e);
        }
    }

    private static ZipFile openZip(Path file) throws UploadRefusedException {
        try {
            return new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new UploadRefusedException(Reason.NOT_A_JAR, NoJar.said(file, e));
        }
    }

    private static void close(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
