package dev.sluice.benchmarks.peer;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the peers are that {@code benchmarks/run} has installed. */
public record Peers(Path folder) {

    public Path functionInvoker() {
        return present(folder.resolve("java-function-invoker.jar"));
    }

    public Path workerd() {
        return present(folder.resolve("workerd"));
    }

    public Path nginx() {
        return present(folder.resolve("nginx"));
    }

    public Path wrk() {
        return present(folder.resolve("wrk"));
    }

    public Path functionsFramework() {
        return present(folder.resolve("npm/node_modules/@google-cloud/functions-framework/build/src/main.js"));
    }

    public Path etcd() {
        return present(folder.resolve("etcd"));
    }

    /** The folder with the jars of etcd's client for Java. */
    public Path jetcd() {
        return present(folder.resolve("jetcd"));
    }

    private static Path present(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is missing: start the benchmarks by ./sluice bench");
        }
        return file;
    }
}
