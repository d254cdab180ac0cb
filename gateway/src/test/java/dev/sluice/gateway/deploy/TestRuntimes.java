package dev.sluice.gateway.deploy;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Runtimes that nothing is started of. */
public final class TestRuntimes {

    private static final RuntimeName JAVA = new RuntimeName("java25");

    private TestRuntimes() {}

    /** One that accepts jars. */
    public static Runtimes java() {
        return new Runtimes(Map.of(
                JAVA,
                new Runtimes.Runtime(
                        JAVA,
                        Path.of("/runtimes/java"),
                        "",
                        Set.of(UploadKind.ZIP),
                        "code.jar",
                        Runtimes.Inspection.JAR,
                        Map.of())));
    }

    /** The same as a folder below {@code parent}, to be scanned. */
    public static Path folder(Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("runtime"));
        Files.writeString(
                folder.resolve("runtime.properties"), "name=java25\naccepts=zip\nfile=code.jar\ninspect=jar\n");
        Path start = Files.createFile(folder.resolve("start"));
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
