package dev.sluice.packages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;

/**
 * A Maven repository as a folder of files, in the layout that clients ask for, with checksums. A snapshot gets the time of its build as part of
 * its files' names, as deploying it would give it, so that clients notice a newer one.
 */
final class MavenRepository {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd.HHmmss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String version;
    private final String time;

    MavenRepository(Path folder, String version, Instant built) {
        this.folder = folder;
        this.version = version;
        time = TIME.format(built);
    }

    /** Adds an artifact with its jar and its sources. */
    void add(Artifact artifact, byte[] jar, byte[] sources) throws IOException {
        Path all = folder.resolve(Artifact.GROUP.replace('.', '/')).resolve(artifact.id());
        Path here = Files.createDirectories(all.resolve(version));
        String stem = artifact.id() + "-" + fileVersion();
        write(here.resolve(stem + ".pom"), bytes(artifact.pom(version)));
        write(here.resolve(stem + ".jar"), jar);
        write(here.resolve(stem + "-sources.jar"), sources);
        if (isSnapshot()) {
            write(here.resolve("maven-metadata.xml"), bytes(snapshot(artifact.id())));
        }
        write(all.resolve("maven-metadata.xml"), bytes(versions(artifact.id())));
    }

    /** Lists an archetype where those that look for some find it. */
    void catalog(String archetype) throws IOException {
        write(folder.resolve("archetype-catalog.xml"), bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <archetype-catalog>
                  <archetypes>
                    <archetype>
                      <groupId>%s</groupId>
                      <artifactId>%s</artifactId>
                      <version>%s</version>
                      <description>A Maven project of a function in Java</description>
                    </archetype>
                  </archetypes>
                </archetype-catalog>
                """.formatted(Artifact.GROUP, archetype, version)));
    }

    private boolean isSnapshot() {
        return version.endsWith("-SNAPSHOT");
    }

    private String fileVersion() {
        return isSnapshot() ? version.replace("SNAPSHOT", time + "-1") : version;
    }

    private String lastUpdated() {
        return time.replace(".", "");
    }

    private String versions(String artifact) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <metadata>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <versioning>
                    <versions>
                      <version>%s</version>
                    </versions>
                    <lastUpdated>%s</lastUpdated>
                  </versioning>
                </metadata>
                """.formatted(Artifact.GROUP, artifact, version, lastUpdated());
    }

    private String snapshot(String artifact) {
        StringBuilder files = new StringBuilder();
        for (String kind : List.of(
                "<extension>pom</extension>",
                "<extension>jar</extension>",
                "<classifier>sources</classifier><extension>jar</extension>")) {
            files.append("      <snapshotVersion>%s<value>%s</value><updated>%s</updated></snapshotVersion>\n"
                    .formatted(kind, fileVersion(), lastUpdated()));
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <metadata modelVersion="1.1.0">
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <versioning>
                    <snapshot><timestamp>%s</timestamp><buildNumber>1</buildNumber></snapshot>
                    <lastUpdated>%s</lastUpdated>
                    <snapshotVersions>
                %s    </snapshotVersions>
                  </versioning>
                </metadata>
                """.formatted(Artifact.GROUP, artifact, version, time, lastUpdated(), files);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), digest("SHA-1", bytes));
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha256"), digest("SHA-256", bytes));
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + algorithm, e);
        }
    }
}
