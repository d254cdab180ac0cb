package dev.sluice.runners.provider;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Whether and where runners get control groups that limit their memory. Thread-safe. */
sealed interface MemoryGroups {

    /** A group for one runner, if there are groups. */
    Optional<MemoryGroup> make(long bytes) throws IOException;

    /** There are none. */
    record Off(String reason) implements MemoryGroups {

        @Override
        public Optional<MemoryGroup> make(long bytes) {
            return Optional.empty();
        }
    }

    /** They are made inside a group that the gateway was given. */
    record Within(Path parent, CgroupVersion version, AtomicLong made) implements MemoryGroups {

        private static final Logger LOG = System.getLogger(MemoryGroups.class.getName());
        private static final String PREFIX = "sluice-";

        /** Takes over {@code parent}: lets it have groups, and removes those that dead gateways left in it. */
        static Within take(Path parent, CgroupVersion version) throws IOException {
            version.enable(parent);
            removeStale(parent);
            return new Within(parent, version, new AtomicLong());
        }

        @Override
        public Optional<MemoryGroup> make(long bytes) throws IOException {
            String name = PREFIX + ProcessHandle.current().pid() + "-" + made.incrementAndGet();
            return Optional.of(MemoryGroup.make(parent.resolve(name), version, bytes));
        }

        private static void removeStale(Path parent) throws IOException {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
                for (Path group : groups) {
                    if (!ownerLives(group.getFileName().toString())) {
                        removeIfEmpty(group);
                    }
                }
            }
        }

        private static boolean ownerLives(String name) {
            String owner = name.substring(PREFIX.length(), name.lastIndexOf('-'));
            return !owner.matches("\\d{1,10}")
                    || ProcessHandle.of(Long.parseLong(owner)).isPresent();
        }

        private static void removeIfEmpty(Path group) {
            try {
                Files.delete(group);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0} stays: {1}", group, e.getMessage());
            }
        }
    }
}
