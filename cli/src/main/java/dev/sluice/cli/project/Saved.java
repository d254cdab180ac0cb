package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a project's files looked like at one moment: when each was written, and how long it was. It is asked again and again,
 * rather than told by the system: that way the files of mounts and of editors that put a new file in the place of the old one
 * are seen like all others.
 *
 * @param problem why no function can be made of what is there; empty if one can
 */
public record Saved(Map<Path, String> files, String problem) {

    /** Looks now. */
    public static Saved at(Path place) {
        try {
            Project project = Project.at(place);
            Map<Path, String> files = new HashMap<>();
            for (Path part : Stream.concat(project.sources().parts().stream(), project.spec().stream())
                    .toList()) {
                add(part, files);
            }
            return new Saved(files, "");
        } catch (CommandException e) {
            return new Saved(Map.of(), e.sentence());
        }
    }

    /** The same with one more file. */
    public Saved and(Path file) {
        Map<Path, String> more = new HashMap<>(files);
        add(file, more);
        return new Saved(more, problem);
    }

    private static void add(Path part, Map<Path, String> files) {
        // What a link inside leads to is seen where it is, and no build looks behind one that leads elsewhere.
        if (Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> inside = Files.list(part)) {
                List<Path> listed = inside.toList();
                listed.forEach(file -> add(file, files));
                return;
            } catch (IOException e) {
                // It has gone since it was seen, which is a change that the next look sees.
            }
        }
        look(part).ifPresent(look -> files.put(part, look));
    }

    private static Optional<String> look(Path file) {
        try {
            BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(about.lastModifiedTime() + " " + about.size() + " " + about.fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The files that differ from {@code before}, made and gone ones among them. */
    public Set<Path> differences(Saved before) {
        Set<Path> all = new HashSet<>(files.keySet());
        all.addAll(before.files.keySet());
        all.removeIf(file -> files.getOrDefault(file, "").equals(before.files.getOrDefault(file, "")));
        return new TreeSet<>(all);
    }
}
