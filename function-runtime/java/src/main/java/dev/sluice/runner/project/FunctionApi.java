package dev.sluice.runner.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The function API of this runtime, which each build finds without a registry. */
final class FunctionApi {

    static final String GROUP = "dev.sluice";
    static final String ARTIFACT = "sluice-function-api";

    private static final String PROPERTIES = "META-INF/maven/" + GROUP + "/" + ARTIFACT + "/pom.properties";

    private FunctionApi() {}

    /** Puts it into a local repository of Maven's; builds may do so at the same time. */
    static void installInto(Path repository, Path jar) throws IOException {
        String version = version(jar);
        Path folder = Files.createDirectories(repository.resolve("dev/sluice/" + ARTIFACT + "/" + version));
        Path installed = folder.resolve(ARTIFACT + "-" + version + ".jar");
        if (Files.exists(installed) && Files.mismatch(installed, jar) < 0) {
            return;
        }
        Path pom = Files.createTempFile(folder, "api", "");
        Files.writeString(
                pom,
                "<project><modelVersion>4.0.0</modelVersion><groupId>" + GROUP + "</groupId><artifactId>" + ARTIFACT
                        + "</artifactId><version>" + version + "</version></project>\n");
        Files.move(pom, folder.resolve(ARTIFACT + "-" + version + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        Path copy = Files.createTempFile(folder, "api", "");
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, installed, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String version(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(PROPERTIES);
            if (entry == null) {
                throw new IOException(jar + " does not tell its version: it has no " + PROPERTIES);
            }
            Properties properties = new Properties();
            try (InputStream in = zip.getInputStream(entry)) {
                properties.load(in);
            }
            return properties.getProperty("version", "");
        }
    }
}
