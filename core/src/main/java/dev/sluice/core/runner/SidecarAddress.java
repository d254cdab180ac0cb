package dev.sluice.core.runner;

import java.nio.file.Path;

/** Where a sidecar is reached, as it was allotted for the life of its instance. */
public sealed interface SidecarAddress {

    /** A Unix socket that the sidecar makes. */
    record Socket(Path path) implements SidecarAddress {

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A port of 127.0.0.1 on which it listens.
     *
     * @param token secret; the instance and the sidecar know it, so that the sidecar can refuse others
     */
    record Port(int port, String token) implements SidecarAddress {

        @Override
        public String toString() {
            return "127.0.0.1:" + port;
        }
    }

    /** Nowhere. */
    record Nowhere() implements SidecarAddress {}
}
