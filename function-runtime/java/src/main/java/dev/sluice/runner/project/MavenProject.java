package dev.sluice.runner.project;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder with a pom.xml.
 *
 * @param module the folder of the module that is the function, below {@code folder} or that itself
 * @param pom of the module
 */
record MavenProject(Path folder, Path module, Pom pom, Tools tools) implements Project {

    /** Times in archives are not those of the build: the same sources make the same jar. */
    private static final String TIME = "-Dproject.build.outputTimestamp=1980-01-01T00:00:02Z";

    private static final String TARGET = "target";

    static MavenProject in(Path folder, Tools tools) throws RefusedException, IOException {
        Pom root = Pom.read(folder.resolve(Pom.NAME), Pom.NAME);
        List<String> modules = root.modules();
        Optional<String> told = root.module();
        if (told.isEmpty() && modules.isEmpty()) {
            return new MavenProject(folder, folder, root, tools);
        }
        if (told.isEmpty()) {
            throw new RefusedException("the project has several modules (" + String.join(", ", modules)
                    + "), and nothing says which is the function: add <" + Pom.MODULE + ">" + modules.getLast() + "</"
                    + Pom.MODULE + "> to the properties in its pom.xml, or deploy the jar of one");
        }
        Path module = folder.resolve(told.get()).normalize();
        Path file = module.resolve(Pom.NAME);
        if (!module.startsWith(folder) || !Files.isRegularFile(file)) {
            throw new RefusedException("the property " + Pom.MODULE + " in pom.xml names the module " + told.get()
                    + ", and there is no such folder with a pom.xml: its modules are " + String.join(", ", modules));
        }
        return new MavenProject(folder, module, Pom.read(file, told.get() + "/" + Pom.NAME), tools);
    }

    @Override
    public String says(Maven maven) {
        try {
            return "mvn package of " + pom.artifact() + ", by " + maven.name();
        } catch (IOException e) {
            return "mvn package of " + pom.artifact();
        }
    }

    @Override
    public void make(Path result, Consumer<String> log) throws RefusedException, IOException, InterruptedException {
        Maven maven = Maven.of(tools);
        log.accept(maven.name() + " on Java " + Runtime.version().feature() + " builds " + pom.artifact()
                + ", without its tests"
                + (Files.exists(folder.resolve("mvnw"))
                        ? ". The mvnw of the project is not used: it fetches a program of its own choice."
                        : "."));
        deleteWhatWasBuiltBefore();
        List<String> goals = new ArrayList<>(List.of("package", "-Dmaven.test.skip=true", TIME));
        if (!module.equals(folder)) {
            goals.addAll(List.of("-pl", folder.relativize(module).toString(), "-am"));
        }
        List<Path> libraries = maven.run(
                folder, folder.resolve(Pom.NAME), goals, pom.mayNeedLibraries() || !module.equals(folder), log);
        Path target = module.resolve(TARGET);
        Path quarkus = target.resolve("quarkus-app");
        if (Files.isRegularFile(quarkus.resolve("quarkus-run.jar"))) {
            Archive.ofFolder(quarkus, result);
            log.accept("The code is the folder " + folder.relativize(quarkus) + ".");
            return;
        }
        Path made = made(target);
        int added = Archive.withLibraries(made, libraries, result);
        log.accept("The code is " + folder.relativize(made)
                + (added == 0 ? "." : ", with " + (added == 1 ? "one library." : added + " libraries.")));
    }

    /** Folders of an earlier build that were sent too: what is in them is not of this one. */
    private void deleteWhatWasBuiltBefore() throws IOException {
        List<Path> targets = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                if (visited.endsWith(TARGET) && Files.exists(visited.resolveSibling(Pom.NAME))) {
                    targets.add(visited);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        for (Path target : targets) {
            try (Stream<Path> all = Files.walk(target)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The archive that the build is about: what packs it once more with its libraries need not be taken, but for a runner of Quarkus. */
    private Path made(Path target) throws RefusedException, IOException {
        String ending = pom.packaging().equals("war") ? ".war" : ".jar";
        List<Path> made = List.of();
        if (Files.isDirectory(target)) {
            try (Stream<Path> all = Files.list(target)) {
                made = all.filter(file -> file.toString().endsWith(ending))
                        .filter(file ->
                                !name(file).matches("original-.*|.*-(sources|javadoc|tests|test-sources)\\.jar"))
                        .sorted(Comparator.comparing((Path file) -> name(file).length())
                                .thenComparing(MavenProject::name))
                        .toList();
            }
        }
        if (made.isEmpty()) {
            throw new RefusedException("Maven has made no " + ending.substring(1) + " in " + folder.relativize(target)
                    + (pom.packaging().equals("pom")
                            ? ": the packaging of its pom.xml is pom, and a function is a jar or a war"
                            : ": a function is a jar or a war that mvn package makes there"));
        }
        Optional<Path> runner =
                made.stream().filter(file -> name(file).endsWith("-runner.jar")).findFirst();
        String first = name(made.getFirst());
        String stem = first.substring(0, first.length() - ending.length()) + "-";
        if (runner.isEmpty()
                && made.stream().skip(1).anyMatch(file -> !name(file).startsWith(stem))) {
            throw new RefusedException("Maven has made more than one " + ending.substring(1) + ": "
                    + String.join(", ", made.stream().map(MavenProject::name).toList())
                    + ". Deploy the one that is the function");
        }
        return runner.orElse(made.getFirst());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
