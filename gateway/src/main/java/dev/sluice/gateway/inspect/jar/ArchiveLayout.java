package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.UploadRefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What in an archive is the class path, in order: a plain jar with jars inside, a Spring Boot executable jar (layout of its
 * loader: {@code Spring-Boot-Classes}, {@code Spring-Boot-Lib}, {@code Spring-Boot-Classpath-Index}), a war (Servlet 6.0,
 * 10.5), a Quarkus fast-jar, an application's jar beside the jars that its {@code Class-Path} names, or any of these below
 * one folder.
 *
 * @param elements in the order of the class path
 * @param unused jars in the archive that are not among them, by name
 */
record ArchiveLayout(List<Element> elements, List<String> unused) {

    /** One place on the class path. {@code own}: the author's code rather than a library. */
    sealed interface Element {

        boolean own();

        /** The archive itself, as it was uploaded. */
        record Whole() implements Element {
            @Override
            public boolean own() {
                return true;
            }
        }

        /** What lies below a folder of the archive; the name ends in a slash. */
        record Folder(String name, boolean own) implements Element {}

        /** A jar in the archive. */
        record Jar(String name, boolean own) implements Element {}
    }

    /** Folders whose jars are on the class path by convention, in this order. */
    private static final List<String> LIBRARY_FOLDERS = List.of(
            "BOOT-INF/lib/",
            "WEB-INF/lib/",
            "WEB-INF/lib-provided/",
            "META-INF/lib/",
            "lib/",
            "libs/",
            "lib/main/",
            "lib/boot/",
            "dependency/",
            "dependency-jars/");

    private static final String QUARKUS = "quarkus-run.jar";
    private static final List<String> QUARKUS_CODE =
            List.of("quarkus/transformed-bytecode.jar", "quarkus/generated-bytecode.jar");
    private static final List<String> CLASS_FOLDERS = List.of("BOOT-INF/classes/", "WEB-INF/classes/");

    private static final String BOOT_LOADER = "org/springframework/boot/loader/";

    /** What has to be looked up in the archive. */
    interface Contents {

        /** The names of all files, in the archive's order. */
        List<String> files();

        /** The manifest under this name; an empty one if there is none. */
        Manifest manifest(String name) throws UploadRefusedException;

        /** The manifest of the jar under this name; an empty one if there is none. */
        Manifest manifestOfJar(String name) throws UploadRefusedException;

        /** The lines of a small text file; none if there is none. */
        List<String> lines(String name) throws UploadRefusedException;

        /** The internal name of the class in a file, as in {@code demo/Hello}; empty if it is no class. */
        Optional<String> classIn(String file) throws UploadRefusedException;
    }

    static ArchiveLayout of(Contents contents) throws UploadRefusedException {
        return new Reading(contents).read();
    }

    private static final class Reading {

        private final Contents contents;
        private final List<String> files;
        private final Set<String> known;
        private final Set<Element> elements = new LinkedHashSet<>();
        private final Set<String> jars = new LinkedHashSet<>();

        Reading(Contents contents) {
            this.contents = contents;
            this.files = contents.files();
            this.known = new HashSet<>(files);
        }

        ArchiveLayout read() throws UploadRefusedException {
            Optional<String> root = classRoot();
            String base = root.orElseGet(this::onlyFolder);
            Manifest manifest = contents.manifest(base + "META-INF/MANIFEST.MF");
            folders(base, manifest);
            if (root.isPresent() && hasClassesBeside(base)) {
                elements.add(
                        base.isEmpty() && elements.isEmpty() ? new Element.Whole() : new Element.Folder(base, true));
            }
            classPath(base, manifest);
            bootIndex(base, manifest);
            if (known.contains(base + QUARKUS)) {
                QUARKUS_CODE.forEach(name -> jar(base + name, false));
                jarsIn(base + "app/", true);
            }
            for (String name : below(base)) {
                if (jar(name, !name.equals(base + QUARKUS))) {
                    classPath(base, contents.manifestOfJar(name));
                }
            }
            library(base, manifest).forEach(folder -> jarsIn(base + folder, false));
            Set<String> unused = new TreeSet<>();
            files.stream()
                    .filter(Reading::isJar)
                    .filter(name -> !jars.contains(name))
                    .forEach(unused::add);
            return new ArchiveLayout(List.copyOf(elements), List.copyOf(unused));
        }

        /** Class folders of known layouts. */
        private void folders(String base, Manifest manifest) {
            Set<String> names = new LinkedHashSet<>();
            attribute(manifest, "Spring-Boot-Classes").ifPresent(names::add);
            names.addAll(CLASS_FOLDERS);
            for (String name : names) {
                if (has(base + name)) {
                    elements.add(new Element.Folder(base + name, true));
                }
            }
        }

        /**
         * The folder at which the names of classes begin, told by a class that lies outside of the class folders of known
         * layouts. Empty if there is no such class.
         */
        private Optional<String> classRoot() throws UploadRefusedException {
            Optional<String> fallback = Optional.empty();
            for (String file : files) {
                if (!file.endsWith(".class") || file.contains("META-INF/versions/")) {
                    continue;
                }
                Optional<String> ofLayout = CLASS_FOLDERS.stream()
                        .filter(folder -> ("/" + file).contains("/" + folder))
                        .map(folder -> file.substring(0, ("/" + file).indexOf("/" + folder)))
                        .findFirst();
                if (ofLayout.isPresent()) {
                    return ofLayout;
                }
                if (fallback.isEmpty()) {
                    fallback = contents.classIn(file)
                            .map(name -> name + ".class")
                            .filter(file::endsWith)
                            .map(name -> file.substring(0, file.length() - name.length()))
                            .filter(root -> root.isEmpty() || root.endsWith("/"));
                }
            }
            return fallback;
        }

        /** Whether there are classes outside of the class folders, but for those of Spring Boot's loader. */
        private boolean hasClassesBeside(String base) {
            return files.stream()
                    .filter(file -> file.startsWith(base) && file.endsWith(".class"))
                    .map(file -> file.substring(base.length()))
                    .anyMatch(file -> !file.startsWith(BOOT_LOADER)
                            && !file.startsWith("META-INF/")
                            && CLASS_FOLDERS.stream().noneMatch(file::startsWith));
        }

        /** The one folder that everything lies in, with its slash; empty if there is more. */
        private String onlyFolder() {
            Set<String> tops = new HashSet<>();
            for (String file : files) {
                tops.add(file.substring(0, file.indexOf('/') + 1));
            }
            tops.removeIf(top -> top.equals("__MACOSX/"));
            boolean isPart = tops.size() == 1
                    && (LIBRARY_FOLDERS.stream()
                                    .anyMatch(folder ->
                                            folder.startsWith(tops.iterator().next()))
                            || tops.contains("app/"));
            return tops.size() == 1 && !isPart ? tops.iterator().next() : "";
        }

        /** Jars and folders that the {@code Class-Path} of a jar in the folder {@code base} names (JAR File Specification). */
        private void classPath(String base, Manifest manifest) {
            String value = manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (value == null) {
                return;
            }
            for (String relative : value.strip().split("\\s+")) {
                String name = RelativeName.resolve(base, relative);
                if (name.endsWith("/") && has(name)) {
                    elements.add(new Element.Folder(name, false));
                } else {
                    jar(name, false);
                }
            }
        }

        /** Lines such as {@code - "BOOT-INF/lib/a.jar"}, in the order of the class path. */
        private void bootIndex(String base, Manifest manifest) throws UploadRefusedException {
            Optional<String> index = attribute(manifest, "Spring-Boot-Classpath-Index");
            if (index.isPresent()) {
                for (String line : contents.lines(base + index.get())) {
                    jar(base + line.replaceAll("^\\s*-\\s*|[\"'\\s]", ""), false);
                }
            }
        }

        private static List<String> library(String base, Manifest manifest) {
            Set<String> folders = new LinkedHashSet<>();
            attribute(manifest, "Spring-Boot-Lib").ifPresent(folders::add);
            folders.addAll(LIBRARY_FOLDERS);
            return List.copyOf(folders);
        }

        private void jarsIn(String folder, boolean own) {
            below(folder).forEach(name -> jar(name, own));
        }

        private boolean jar(String name, boolean own) {
            if (known.contains(name) && isJar(name) && jars.add(name)) {
                elements.add(new Element.Jar(name, own));
                return true;
            }
            return false;
        }

        /** The files right below a folder, by name. */
        private List<String> below(String folder) {
            List<String> found = new ArrayList<>();
            for (String file : files) {
                if (file.startsWith(folder) && file.indexOf('/', folder.length()) < 0) {
                    found.add(file);
                }
            }
            found.sort(null);
            return found;
        }

        private boolean has(String folder) {
            return files.stream().anyMatch(file -> file.startsWith(folder));
        }

        private static boolean isJar(String name) {
            return name.regionMatches(true, name.length() - 4, ".jar", 0, 4);
        }

        private static Optional<String> attribute(Manifest manifest, String name) {
            return Optional.ofNullable(manifest.getMainAttributes().getValue(name))
                    .map(String::strip);
        }
    }
}
