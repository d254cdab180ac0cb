package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.folder.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A base of this machine's own: packages of its Debian, and the JDK that runs this command, each a layer.
 *
 * @param jdk the folder of a JDK
 */
record OwnBase(Path jdk) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> FOR_JAVA = List.of("libc6", "zlib1g", "busybox-static");
    private static final int OPEN_TO_ALL = 0b001_111_111_111;

    /** Sources, headers and what compilers for older releases need run no function. */
    private static final Pattern NOT_RUN =
            Pattern.compile("lib/src\\.zip|lib/ct\\.sym|lib/server/classes_.*|include|man|jmods|demo");

    /** Makes it in {@code layout} for functions of a runtime. */
    Base in(Layout layout, Interpreter interpreter) throws IOException, InterruptedException {
        List<String> packages = new ArrayList<>(FOR_JAVA);
        packages.addAll(interpreter.packages());
        Path root = Files.createTempDirectory("sluice-base-");
        try {
            String versions = unpack(packages, root);
            LayerFiles files = new LayerFiles()
                    .tree("", root)
                    .folder("tmp", OPEN_TO_ALL)
                    .folder("proc", TarWriter.PROGRAM)
                    .folder("dev", TarWriter.PROGRAM)
                    .folder("sys", TarWriter.PROGRAM)
                    .text("etc/passwd", "root:x:0:0::/:/bin/sh\nsluice:x:65532:65532::/tmp:/bin/sh\n", TarWriter.PLAIN)
                    .text("etc/group", "root:x:0:\nsluice:x:65532:\n", TarWriter.PLAIN)
                    .text("opt/sluice/packages", versions, TarWriter.PLAIN);
            interpreter.check(files);
            List<Layer> layers = new ArrayList<>();
            layers.add(files.packInto(layout));
            layers.add(new LayerFiles()
                    .tree("opt/java", jdk, name -> !NOT_RUN.matcher(name).matches())
                    .packInto(layout));
            Optional<LayerFiles> own = interpreter.files();
            if (own.isPresent()) {
                layers.add(own.get().packInto(layout));
            }
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("PATH", "/usr/bin:/bin");
            environment.put("JAVA_HOME", "/opt/java");
            environment.put("LANG", "C.UTF-8");
            return new Base(layers, environment, shortened(versions) + ", JDK " + Runtime.version());
        } finally {
            Folders.deleteQuietly(root);
        }
    }

    private static String shortened(String versions) {
        return String.join(
                ", ",
                versions.lines()
                        .map(line -> line.split(" ", 3))
                        .map(words -> words[0] + " " + words[1])
                        .toList());
    }

    private static String unpack(List<String> packages, Path root) throws IOException, InterruptedException {
        Path script = Files.createTempFile("sluice-debian-", ".sh");
        try {
            Files.write(script, resource("debian.sh"));
            List<String> command = new ArrayList<>(List.of("sh", script.toString(), root.toString()));
            command.addAll(packages);
            Finished run = Finished.of(command, PATIENCE);
            if (run.exitCode() != 0) {
                throw CommandException.machine("The base of the image cannot be made of packages: " + run.lastWords()
                        + ". See whether apt-get update works here, or name another base with --base.");
            }
            return run.out();
        } finally {
            Files.delete(script);
        }
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                OwnBase.class.getResourceAsStream("/image/" + name), "the command's jar has it")) {
            return in.readAllBytes();
        }
    }
}
