package dev.sluice.core.runner;

import java.nio.file.Path;

/** Where a gateway waits for a runner. */
public sealed interface RunnerAddress {

    /**
     * A Unix domain socket of this runner alone, which is gone once the runner has said hello.
     *
     * @param path an absolute path of at most 100 bytes, so that it fits every kernel's 107
     */
    record Socket(Path path) implements RunnerAddress {

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * TCP with TLS, the same for all runners.
     *
     * @param host a name or an address
     * @param certificate a PEM file with the one certificate that the gateway shows, and that a runner may trust
     */
    record Tls(String host, int port, Path certificate) implements RunnerAddress {

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
