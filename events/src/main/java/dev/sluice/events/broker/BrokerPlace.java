package dev.sluice.events.broker;

import dev.sluice.core.disk.HeldFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** A gateway's place among those who use the broker of a folder: taken when it is first needed. Thread-safe. */
final class BrokerPlace {

    private static final System.Logger LOG = System.getLogger(BrokerPlace.class.getName());

    private final Path root;
    private Optional<Taken> taken = Optional.empty();
    private boolean left;

    BrokerPlace(Path root) {
        this.root = root;
    }

    /**
     * The folder, and where its broker is reached.
     *
     * @param held says that the gateway lives
     */
    record Taken(BrokerFolder folder, BrokerAddress address, HeldFile held) {}

    /** Takes the place, the first time. */
    synchronized Taken take() throws IOException {
        if (left) {
            throw new IOException("the gateway is shutting down");
        }
        if (taken.isEmpty()) {
            BrokerFolder folder = new BrokerFolder(root);
            taken = Optional.of(folder.alone(() -> enter(folder)));
        }
        return taken.get();
    }

    private static Taken enter(BrokerFolder folder) throws IOException {
        HeldFile held = folder.enter();
        try {
            return new Taken(folder, folder.address(new SecureRandom()), held);
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /** What is done by the last one. */
    @FunctionalInterface
    interface Last {
        void leave(BrokerFolder folder) throws IOException;
    }

    /** Gives the place back for good; {@code last} is done if nobody else has one, and before anybody takes one. */
    synchronized void leave(Last last) throws IOException {
        left = true;
        if (taken.isEmpty()) {
            return;
        }
        try (BrokerFolder folder = taken.get().folder()) {
            HeldFile held = taken.get().held();
            taken = Optional.empty();
            boolean wasLast = folder.alone(() -> {
                held.close();
                boolean alone = folder.count() == 0;
                if (alone) {
                    last.leave(folder);
                }
                return alone;
            });
            if (!wasLast) {
                LOG.log(Level.INFO, "The broker goes on for the other gateways that use it.");
            }
        }
    }
}
