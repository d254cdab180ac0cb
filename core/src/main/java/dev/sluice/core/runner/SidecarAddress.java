package dev.sluice.core.runner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Where a sidecar is reached, as it was allotted for the life of its instance. */
public sealed interface SidecarAddress {

    /** A Unix socket that the sidecar makes. */
    record Socket(Path path) implements SidecarAddress {

        /** Longest path of a Unix socket in bytes (unix(7)). */
        private static final int MOST_BYTES = 107;

        /** Why the system allows no socket with such a path, in a clause; empty if it does. */
        public static Optional<String> refusal(Path path) {
            return path.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(
                            "the path of its socket, " + path + ", is longer than the " + MOST_BYTES
                                    + " bytes that the system allows: give it address: port, or the gateway a shorter home folder");
        }

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
