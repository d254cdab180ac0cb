package dev.sluice.runner.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder of which something can be made that runs. */
sealed interface Project permits MavenProject, OneFile {

    /** What is done, for people. */
    String says(Maven maven);

    /**
     * Makes it. Blocks as long as that takes.
     *
     * @param result a file that is made
     * @param log is told what the tools say
     */
    void make(Path result, Consumer<String> log) throws RefusedException, IOException, InterruptedException;

    static Project in(Path folder, Tools tools) throws RefusedException, IOException {
        if (Files.isRegularFile(folder.resolve(Pom.NAME))) {
            return MavenProject.in(folder, tools);
        }
        if (Stream.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
                .anyMatch(name -> Files.exists(folder.resolve(name)))) {
            throw new RefusedException(
                    "this is a Gradle project, and this platform builds Maven projects: make the jar with"
                            + " gradle jar (or ./gradlew jar), and deploy that, as in sluice deploy NAME build/libs/NAME.jar. A function"
                            + " with libraries needs them beside it: gradle distZip makes such a zip, in build/distributions");
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> sources =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            if (sources.size() == 1) {
                return new OneFile(sources.getFirst(), tools);
            }
        }
        throw new RefusedException("there is no pom.xml at the top of the folder: add one, or deploy a jar");
    }
}
