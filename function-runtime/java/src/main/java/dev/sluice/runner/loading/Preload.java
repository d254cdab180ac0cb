package dev.sluice.runner.loading;

import java.util.List;

/**
 * Loads and links classes before the function's thread comes to them, on a thread of its own, from the last to the first: so the
 * two meet once, somewhere in the middle, and do not wait for each other at every class. Nothing is initialised, so no code of the
 * function runs. A class that cannot be loaded is passed over; whoever needs it sees why.
 */
final class Preload {

    private final FunctionLoader loader;
    private final List<String> names;
    private volatile boolean stopped;

    Preload(FunctionLoader loader, List<String> names) {
        this.loader = loader;
        this.names = names;
    }

    void start() {
        if (!names.isEmpty()) {
            Thread thread = new Thread(null, this::run, "sluice-preload", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop() {
        stopped = true;
    }

    private void run() {
        try {
            loader.awaitReading();
        } catch (InterruptedException e) {
            return;
        }
        for (int i = names.size() - 1; i >= 0 && !stopped; i--) {
            load(names.get(i));
        }
    }

    private void load(String name) {
        try {
            // Whoever asks for constructors gets a class that is linked; most classes have few that are public.
            var unused = loader.loadClass(name).getConstructors();
        } catch (ClassNotFoundException | LinkageError e) {
            // It is of another artifact, or needs what is not there.
        }
    }
}
