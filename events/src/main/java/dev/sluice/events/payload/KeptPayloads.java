package dev.sluice.events.payload;

import dev.sluice.core.function.Digest;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The bodies and answers that are too long for a record, in files of a folder that the platform's gateways share: each for as long as a
 * record names it, and some time longer. Whoever writes a record that names one says so before ({@link #named}). Makes the folder with the
 * first of them. Thread-safe.
 */
public final class KeptPayloads {

    /** How long a file stays that nobody names, but may be about to. */
    static final Duration GRACE = Duration.ofHours(1);

    private final Path root;
    private final KafkaCluster cluster;
    private final List<String> topics;
    private final InstantSource clock;

    /** Both are guarded by this. */
    private @Nullable PayloadFolder folder;

    private boolean entered;

    /**
     * @param root the folder, of which nothing else is
     * @param topics all topics whose records name files for longer than others do
     */
    public KeptPayloads(Path root, KafkaCluster cluster, List<String> topics, InstantSource clock) {
        this.root = root;
        this.cluster = cluster;
        this.topics = List.copyOf(topics);
        this.clock = clock;
    }

    private synchronized PayloadFolder folder() {
        PayloadFolder made = folder;
        if (made == null) {
            made = new PayloadFolder(root, clock);
            folder = made;
        }
        return made;
    }

    /** Begins a payload whose length is not known yet. */
    public PayloadDraft draft() {
        return new PayloadDraft(this::folder);
    }

    /**
     * Makes a payload ready to be named by a record: a long one is kept in a file, and one that is kept stays for an hour at least. Never
     * blocks; at once for one that stands in its record. The topics must be there. Completes exceptionally with a {@link
     * PayloadLostException} if there is no such file, or a {@link dev.sluice.core.catalog.StorageException} if the disk fails.
     */
    public CompletionStage<Payload> named(Payload payload) {
        return switch (payload) {
            case Payload.Inline inline ->
                inline.isLong()
                        ? blocking(() -> {
                            enter();
                            return kept(inline.content());
                        })
                        : CompletableFuture.completedFuture(inline);
            case Payload.Kept kept ->
                blocking(() -> {
                    enter();
                    folder().renew(kept);
                    return kept;
                });
        };
    }

    private Payload kept(ByteBuffer content) {
        try (PayloadDraft draft = draft()) {
            draft.write(content);
            return draft.commit();
        }
    }

    private synchronized void enter() throws InterruptedException, BrokerAwayException {
        if (!entered) {
            new PayloadOwners(folder(), cluster, topics).enter();
            entered = true;
        }
    }

    /**
     * The bytes of a payload, read-only; those of a file were checked, and take no heap. Never blocks. Completes exceptionally as {@link
     * #named} does.
     */
    public CompletionStage<ByteBuffer> read(Payload payload) {
        return switch (payload) {
            case Payload.Inline inline -> CompletableFuture.completedFuture(inline.content());
            case Payload.Kept kept -> blocking(() -> folder().read(kept));
        };
    }

    /** The same for a thread that may wait for the disk. */
    public ByteBuffer readNow(Payload payload) throws PayloadLostException {
        return switch (payload) {
            case Payload.Inline inline -> inline.content();
            case Payload.Kept kept -> folder().read(kept);
        };
    }

    /** Tells what records name, of all topics. Blocks; throws if it cannot tell all. */
    @FunctionalInterface
    public interface Naming {

        Set<Digest> names() throws InterruptedException;
    }

    /**
     * Removes the files that no record names, and that nobody was about to name for an hour; none if it is not certain that {@code naming}
     * tells all. Blocks; to be called now and then. Tells how many are gone.
     */
    public int sweep(Naming naming) throws InterruptedException, BrokerAwayException {
        if (!Files.isDirectory(root)) {
            return 0;
        }
        folder().removeDrafts();
        Instant since = clock.instant().minus(GRACE);
        // Looked up before the records are read: whoever names one of these from now on renews it.
        Set<Digest> old = folder().untouchedSince(since);
        PayloadOwners owners = new PayloadOwners(folder(), cluster, topics);
        if (old.isEmpty() || !owners.isAlone()) {
            return 0;
        }
        old.removeAll(naming.names());
        // The records that were read are those of the topics that were looked up.
        return old.isEmpty() || !owners.isAlone()
                ? 0
                : (int) old.stream()
                        .filter(digest -> folder().remove(digest, since))
                        .count();
    }

    /**
     * Removes the files that were kept, or about to be named, for longer than {@code age}, whoever names them, and what was left unfinished.
     * Blocks; to be called now and then.
     */
    public void removeOlder(Duration age) {
        if (!Files.isDirectory(root)) {
            return;
        }
        folder().removeDrafts();
        Instant since = clock.instant().minus(age);
        folder().untouchedSince(since).forEach(digest -> folder().remove(digest, since));
    }

    private static <T> CompletionStage<T> blocking(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofVirtual().name("sluice-payload").start(() -> {
            try {
                done.complete(work.call());
            } catch (Throwable e) {
                // Whatever it was, somebody waits for the end.
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
