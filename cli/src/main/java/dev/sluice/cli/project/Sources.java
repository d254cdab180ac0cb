package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.folder.PackedFolder;
import dev.sluice.cli.folder.SentFiles;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the code of a function is made of. */
public sealed interface Sources {

    /**
     * The file to upload. What is older than its sources is built first, and blocks as long as that takes.
     *
     * @param log is told each line of the build
     * @throws CommandException if there is none, or the build fails
     */
    Path code(Consumer<String> log);

    /** What {@link #code} has given has been sent, or will not be. */
    default void sent(Path code) {}

    /** The file or folder that its author edits. */
    Path place();

    /** The files and folders whose change makes other code. */
    List<Path> parts();

    /** One file that is uploaded as it is. */
    record OneFile(Path place) implements Sources {
        @Override
        public Path code(Consumer<String> log) {
            return place;
        }

        @Override
        public List<Path> parts() {
            return List.of(place);
        }
    }

    /** A folder that is packed, and sent as it was when it was looked at. */
    record WholeFolder(Path place, SentFiles files) implements Sources {

        @Override
        public Path code(Consumer<String> log) {
            PackedFolder packed = PackedFolder.of(files);
            log.accept("Packed " + Units.counted(packed.files(), "file", "files") + " of "
                    + place.toAbsolutePath().normalize().getFileName() + ".");
            return packed.file();
        }

        @Override
        public void sent(Path code) {
            try {
                Files.deleteIfExists(code);
            } catch (IOException e) {
                throw CommandException.machine("The file " + code + " cannot be deleted: " + e.getMessage() + ".");
            }
        }

        @Override
        public List<Path> parts() {
            return files.files();
        }
    }

    /** A module that Maven makes one jar of here, because what it needs lies in folders above. */
    record MavenModule(Path place) implements Sources {

        /** Jars that builds leave beside the one that they are about. */
        private static final String OTHER_JARS = "original-.*|.*-(sources|javadoc|tests|test-sources)\\.jar";

        @Override
        public Path code(Consumer<String> log) {
            Optional<Path> jar = jar();
            if (jar.isPresent() && !isOlderThanItsSources(jar.get())) {
                return jar.get();
            }
            FileTime seen = newest();
            Maven.of(place).pack(log);
            Path made = jar().orElseThrow(() -> CommandException.machine("Maven made no jar in "
                    + place.resolve("target") + ": deploy the folder of the module whose jar is the function."));
            markAsOf(seen, made);
            return made;
        }

        @Override
        public List<Path> parts() {
            return List.of(place.resolve("pom.xml"), place.resolve("src/main"));
        }

        private Optional<Path> jar() {
            Path target = place.resolve("target");
            if (!Files.isDirectory(target)) {
                return Optional.empty();
            }
            try (Stream<Path> all = Files.list(target)) {
                List<Path> jars = all.filter(file -> file.toString().endsWith(".jar"))
                        .filter(file -> !file.getFileName().toString().matches(OTHER_JARS))
                        .toList();
                if (jars.size() > 1) {
                    throw CommandException.machine("There is more than one jar in " + target
                            + ": name one, as in ./sluice deploy NAME " + jars.getFirst() + ".");
                }
                return jars.stream().findFirst();
            } catch (IOException e) {
                throw CommandException.machine("The folder " + target + " cannot be read: " + e.getMessage() + ".");
            }
        }

        private boolean isOlderThanItsSources(Path jar) {
            return newest().compareTo(modified(jar)) > 0;
        }

        /** The jar is as old as what it was made of: what was saved while it was being made is newer. */
        private static void markAsOf(FileTime seen, Path jar) {
            try {
                Files.setLastModifiedTime(jar, seen);
            } catch (IOException e) {
                throw CommandException.machine("Cannot mark " + jar + " with its time: " + e.getMessage() + ".");
            }
        }

        private FileTime newest() {
            return parts().stream()
                    .flatMap(MavenModule::inside)
                    .map(MavenModule::modified)
                    .max(Comparator.naturalOrder())
                    .orElse(FileTime.fromMillis(0));
        }

        private static Stream<Path> inside(Path part) {
            if (!Files.exists(part)) {
                return Stream.empty();
            }
            try (Stream<Path> all = Files.walk(part)) {
                return all.toList().stream();
            } catch (IOException | UncheckedIOException e) {
                // It has gone since it was seen, which changes its folder.
                return Stream.of(part);
            }
        }

        private static FileTime modified(Path file) {
            try {
                return Files.getLastModifiedTime(file);
            } catch (IOException e) {
                // It has gone since it was listed, which changes its folder.
                return FileTime.fromMillis(0);
            }
        }
    }
}
