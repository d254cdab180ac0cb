package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.SidecarOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the command line of bwrap(1): what a sandbox shuts out, and what it lets in. Nothing secret is in it, because
 * every user of the machine can read command lines.
 */
record Bubblewrap(Path program, SandboxNetwork network, Path javaHome, boolean innerNamespacesOff) {

    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<String> CONFIGURATION = List.of(
            "ssl",
            "pki",
            "ca-certificates",
            "passwd",
            "group",
            "hosts",
            "resolv.conf",
            "nsswitch.conf",
            "localtime",
            "alternatives",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d");
    private static final String TMP_BYTES = Long.toString(64L * 1024 * 1024);

    /** The command for the runner of {@code order}; it tells about itself on descriptor 3. */
    List<String> command(RunnerOrder order, Path start) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "--json-status-fd", "3"));
        words.addAll(shutOut());
        words.addAll(system());
        readOnly(words, javaHome);
        readOnly(words, order.runtimeFolder());
        readOnly(words, order.codeFolder());
        readOnly(words, order.cacheFolder());
        order.interpreter().ifPresent(path -> installations(path).forEach(folder -> readOnly(words, folder)));
        switch (order.address()) {
            case RunnerAddress.Socket(Path path) -> bind(words, "--bind", path);
            case RunnerAddress.Tls tls -> bind(words, "--ro-bind", tls.certificate());
        }
        bind(words, "--bind", order.workFolder());
        words.addAll(List.of("--remount-ro", "/"));
        words.addAll(List.of("--chdir", order.codeFolder().toAbsolutePath().toString()));
        // bwrap and the shell before it add PWD, which a runner is not promised.
        words.addAll(List.of("--", "/usr/bin/env", "-u", "PWD", start.toString()));
        return words;
    }

    /** The command for a sidecar, in a sandbox like that of its instance, with whose work folder it shares; it tells about itself on descriptor 3. */
    List<String> command(SidecarOrder order) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "--json-status-fd", "3"));
        words.addAll(shutOut());
        words.addAll(system());
        readOnly(words, javaHome);
        Path sidecar = Path.of(order.command().getFirst());
        if (!sidecar.startsWith(order.folder())) {
            installations(sidecar).forEach(folder -> readOnly(words, folder));
        }
        readOnly(words, order.folder());
        bind(words, "--bind", order.shared());
        words.addAll(List.of("--remount-ro", "/"));
        words.addAll(List.of("--chdir", order.folder().toAbsolutePath().toString()));
        words.addAll(List.of("--", "/usr/bin/env", "-u", "PWD"));
        words.addAll(order.command());
        return words;
    }

    /**
     * The command for a program of the platform's own that works on what users sent, with the network of the machine.
     *
     * @param interpreter is reached with what it is installed with
     */
    List<String> command(
            List<String> program, List<Path> readable, List<Path> writable, Optional<Path> interpreter, Path folder) {
        List<String> words = new ArrayList<>(List.of(this.program.toString()));
        words.addAll(new Bubblewrap(this.program, SandboxNetwork.HOST, javaHome, innerNamespacesOff).shutOut());
        words.addAll(system());
        readable.forEach(path -> readOnly(words, path));
        interpreter.ifPresent(path -> installations(path).forEach(each -> readOnly(words, each)));
        writable.forEach(path -> bind(words, "--bind", path));
        words.addAll(
                List.of("--remount-ro", "/", "--chdir", folder.toAbsolutePath().toString(), "--"));
        words.addAll(program);
        return words;
    }

    /** A command that does nothing, in a sandbox like those of runners. */
    List<String> trial() {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(shutOut());
        words.addAll(system());
        words.addAll(List.of("--remount-ro", "/", "--", "/usr/bin/env", "true"));
        return words;
    }

    Bubblewrap withInnerNamespacesOff() {
        return new Bubblewrap(program, network, javaHome, true);
    }

    private List<String> shutOut() {
        List<String> words = new ArrayList<>(List.of(
                "--unshare-user",
                "--unshare-ipc",
                "--unshare-pid",
                "--unshare-uts",
                "--unshare-cgroup-try",
                "--die-with-parent",
                "--new-session",
                "--hostname",
                "sluice",
                "--cap-drop",
                "ALL"));
        if (network == SandboxNetwork.NONE) {
            words.add("--unshare-net");
        }
        if (innerNamespacesOff) {
            words.add("--disable-userns");
        }
        return words;
    }

    private static List<String> system() {
        List<String> words = new ArrayList<>();
        for (String folder : SYSTEM) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                words.addAll(List.of("--symlink", targetOf(path), folder));
            } else if (Files.isDirectory(path)) {
                words.addAll(List.of("--ro-bind", folder, folder));
            }
        }
        for (Path path : configuration()) {
            words.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
        }
        words.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        temporary(words, "/dev/shm");
        temporary(words, "/tmp");
        // Devices stay usable; only new files beside them would take memory without a bound.
        words.addAll(List.of("--remount-ro", "/dev"));
        return words;
    }

    /** A folder in memory, with a bound. */
    private static void temporary(List<String> words, String folder) {
        words.addAll(List.of("--perms", "1777", "--size", TMP_BYTES, "--tmpfs", folder));
    }

    private static List<Path> configuration() {
        Path etc = Path.of("/etc");
        List<Path> files =
                new ArrayList<>(CONFIGURATION.stream().map(etc::resolve).toList());
        try (var folders = Files.newDirectoryStream(etc, "java*")) {
            folders.forEach(files::add);
        } catch (IOException unreadable) {
            return files;
        }
        return files;
    }

    private static String targetOf(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new ProviderUnusableException("The link " + link + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What an interpreter is installed with: all that lies beside its folder {@code bin}, where it is, and where links to it lead. */
    private static Set<Path> installations(Path interpreter) {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(installation(interpreter));
        try {
            folders.add(installation(interpreter.toRealPath()));
        } catch (IOException e) {
            // It has gone since it was found: the runner's own failure tells it.
        }
        return folders;
    }

    private static Path installation(Path interpreter) {
        Path folder = interpreter.resolveSibling("");
        Path above = folder.getParent();
        return folder.endsWith("bin") && above != null && above.getNameCount() > 1 ? above : folder;
    }

    private static void readOnly(List<String> words, Path folder) {
        if (!folder.toAbsolutePath().startsWith("/usr")) {
            bind(words, "--ro-bind", folder);
        }
    }

    private static void bind(List<String> words, String how, Path path) {
        String text = path.toAbsolutePath().toString();
        words.addAll(List.of(how, text, text));
    }
}
