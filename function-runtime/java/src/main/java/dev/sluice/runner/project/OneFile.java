package dev.sluice.runner.project;

import dev.sluice.runner.compile.Compiled;
import dev.sluice.runner.compile.NotTextException;
import dev.sluice.runner.compile.Orders;
import dev.sluice.runner.compile.SourceCompiler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A source file that asks for libraries: Maven gets them, for a pom.xml that holds nothing else. */
record OneFile(Path source, Tools tools) implements Project {

    @Override
    public String says(Maven maven) {
        return "javac of " + name() + ", with its libraries";
    }

    private String name() {
        return String.valueOf(source.getFileName());
    }

    @Override
    public void make(Path result, Consumer<String> log) throws RefusedException, IOException, InterruptedException {
        String text = text();
        Orders orders = Orders.of(text);
        if (orders.problem().isPresent()) {
            throw new RefusedException(name() + " " + orders.problem().get());
        }
        Path folder = Files.createDirectories(tools.temporary().resolve("libraries"));
        Path pom = Files.writeString(folder.resolve(Pom.NAME), pom(orders));
        List<Path> libraries = libraries(folder, pom, log);
        log.accept("The libraries of " + name() + ": "
                + libraries.stream()
                        .map(path -> String.valueOf(path.getFileName()))
                        .collect(Collectors.joining(", ")));
        Path jar = tools.temporary().resolve("compiled.jar");
        String classPath = Stream.concat(Stream.of(tools.api()), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Compiled compiled = new SourceCompiler(classPath).compileAsItIs(text, name());
        compiled.says().forEach(log);
        switch (compiled) {
            case Compiled.Made made -> made.writeJar(jar);
            case Compiled.Refused refused -> throw new RefusedException(refused.sentence());
            case Compiled.AsksForLibraries _ -> throw new IllegalStateException("it has them");
        }
        Archive.withLibraries(jar, libraries, result);
    }

    private String text() throws RefusedException, IOException {
        try {
            return SourceCompiler.read(source, name());
        } catch (NotTextException e) {
            throw new RefusedException(e.sentence());
        }
    }

    private List<Path> libraries(Path folder, Path pom, Consumer<String> log)
            throws RefusedException, IOException, InterruptedException {
        try {
            return Maven.of(tools).run(folder, pom, List.of(), true, log);
        } catch (RefusedException e) {
            throw new RefusedException("what " + name() + " asks for by //DEPS cannot be had. " + e.sentence());
        }
    }

    private static String pom(Orders orders) {
        StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion><groupId>function</groupId>"
                + "<artifactId>libraries</artifactId><version>1</version>\n");
        if (!orders.boms().isEmpty()) {
            pom.append("<dependencyManagement>")
                    .append(dependencies(orders.boms(), "<scope>import</scope>"))
                    .append("</dependencyManagement>\n");
        }
        pom.append(dependencies(orders.libraries(), ""));
        pom.append("<repositories>\n");
        orders.repositories()
                .forEach((id, address) -> pom.append("<repository>")
                        .append(element("id", id))
                        .append(element("url", address))
                        .append("</repository>\n"));
        return pom.append("</repositories></project>\n").toString();
    }

    private static String dependencies(List<Orders.Library> libraries, String more) {
        List<String> all = new ArrayList<>();
        for (Orders.Library library : libraries) {
            all.add("<dependency>" + element("groupId", library.group()) + element("artifactId", library.artifact())
                    + library.version()
                            .map(version -> element("version", version))
                            .orElse("")
                    + library.classifier()
                            .map(classifier -> element("classifier", classifier))
                            .orElse("")
                    + library.type().map(type -> element("type", type)).orElse("")
                    + more + "</dependency>\n");
        }
        return "<dependencies>\n" + String.join("", all) + "</dependencies>\n";
    }

    private static String element(String name, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }
}
