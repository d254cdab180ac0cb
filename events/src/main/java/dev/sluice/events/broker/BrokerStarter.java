package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.process.SystemPrograms;
import dev.sluice.events.broker.BrokerCommand.BrokerFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Finds, starts and ends the broker of a folder, while no other gateway does. Blocks; for one thread. */
final class BrokerStarter {

    private static final System.Logger LOG = System.getLogger(BrokerStarter.class.getName());

    private static final Duration LOOK = Duration.ofMillis(20);

    /** From the start of its process until it has locked the folder. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(20);

    private static final Duration LONGEST_LINE = Duration.ofSeconds(2);
    private static final Duration LONGEST_END = Duration.ofSeconds(25);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);

    private final BrokerSettings settings;
    private final BrokerPlace place;
    private final AotCache cache;

    BrokerStarter(BrokerSettings settings, BrokerPlace place, AotCache cache) {
        this.settings = settings;
        this.place = place;
        this.cache = cache;
    }

    /** The broker that works in the folder, or a new one. It may have ended by the time that this returns. */
    UsedBroker findOrStart() throws IOException {
        BrokerPlace.Taken taken = place.take();
        return taken.folder().alone(() -> findOrStart(taken));
    }

    private UsedBroker findOrStart(BrokerPlace.Taken taken) throws IOException {
        BrokerFolder folder = taken.folder();
        BrokerCommand command = BrokerCommand.of(settings);
        String properties = ServerProperties.of(taken.address(), folder.data(), settings.fsync());
        String word = BrokerCommand.digest(command.digest() + properties);
        if (folder.isTaken()) {
            RunningBroker running = running(folder);
            if (running.settings().equals(word) || folder.count() > 1) {
                LOG.log(
                        Level.INFO,
                        "A broker runs in {0} already, as process {1}: it is used.",
                        folder.root(),
                        pid(running));
                return UsedBroker.found(running, new LastWords(folder));
            }
            LOG.log(Level.INFO, "A broker with other settings runs in {0}: it is started anew.", folder.root());
            end(running.process());
        }
        Disk.replace(folder.properties(), properties.getBytes(StandardCharsets.UTF_8));
        Disk.replace(
                folder.clientProperties(),
                ServerProperties.ofClients(taken.address()).getBytes(StandardCharsets.UTF_8));
        return start(folder, command, List.of(folder.properties().toString(), word));
    }

    private static String pid(RunningBroker running) {
        return Long.toString(running.process().pid());
    }

    /** Its line is written some microseconds after the file is locked. */
    private static RunningBroker running(BrokerFolder folder) throws IOException {
        for (long since = System.nanoTime(); System.nanoTime() - since < LONGEST_LINE.toNanos(); pause()) {
            Optional<RunningBroker> running = folder.running();
            if (running.isPresent()) {
                return running.get();
            }
        }
        throw new IOException("some process keeps the file " + folder.claim()
                + " locked, and it does not say which: end that process (lsof tells who it is)");
    }

    private UsedBroker start(BrokerFolder folder, BrokerCommand command, List<String> arguments) throws IOException {
        Optional<Path> cached = cache.find(command.digest());
        LastWords lastWords = new LastWords(folder);
        Process process = command.start(
                new BrokerFiles(folder.root(), folder.log(), folder.output()),
                SystemPrograms.find("setsid").map(Path::toString).stream().toList(),
                cached.map(file -> "-XX:AOTCache=" + file).stream().toList(),
                arguments);
        UsedBroker started = UsedBroker.started(process, lastWords, cached.isPresent());
        while (process.isAlive() && !claims(folder, process) && started.age().compareTo(LONGEST_CLAIM) < 0) {
            pause();
        }
        return started;
    }

    private static boolean claims(BrokerFolder folder, Process process) throws IOException {
        return folder.running()
                .filter(running -> running.process().pid() == process.pid())
                .isPresent();
    }

    /** Whether it answers. */
    boolean isReady(UsedBroker broker) throws IOException {
        return place.take()
                .folder()
                .running()
                .filter(running -> running.process().equals(broker.process()) && running.ready())
                .isPresent();
    }

    /** The program changed, or its cache did no good: it is made anew. */
    void dropCache() throws IOException {
        cache.drop(BrokerCommand.of(settings).digest());
    }

    /** Makes the cache if there is none; see {@link AotCache#make}. */
    void makeCache() throws IOException, InterruptedException {
        BrokerCommand command = BrokerCommand.of(settings);
        if (cache.find(command.digest()).isEmpty()) {
            cache.make(command);
        }
    }

    /** Gives the place up, and ends the broker if no other gateway uses it. */
    void leave(Optional<UsedBroker> used) throws IOException {
        place.leave(folder -> {
            used.ifPresent(broker -> end(broker.process()));
            folder.running().ifPresent(running -> end(running.process()));
        });
    }

    /** Lets it end in order, and kills it when that takes too long: then its next start looks through its files. */
    private static void end(ProcessHandle process) {
        if (process.isAlive() && process.destroy() && !ends(process, LONGEST_END) && process.destroyForcibly()) {
            LOG.log(Level.INFO, "The broker did not end in {0} s and was killed.", LONGEST_END.toSeconds());
            if (!ends(process, LONGEST_KILL)) {
                LOG.log(Level.WARNING, "The broker, process {0}, does not die.", Long.toString(process.pid()));
            }
        }
    }

    private static boolean ends(ProcessHandle process, Duration patience) {
        try {
            return process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS) != null;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() throws IOException {
        LockSupport.parkNanos(LOOK.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("the gateway is shutting down");
        }
    }
}
