package dev.sluice.pipelines.engine;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Digest;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.pipelines.graph.PipelineId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The data of items of batches that is too large for a record, in files that gateways share: a folder for each batch, which goes when the
 * batch is forgotten. An item names it by the attribute {@value #REF}, a path of the API, and says in {@value #SIZE} how many bytes it has.
 * Thread-safe.
 */
final class LargeData {

    private static final System.Logger LOG = System.getLogger(LargeData.class.getName());

    /** An extension of CloudEvents: where the data of an event is. */
    static final String REF = "dataref";

    static final String SIZE = "datasize";

    /** How long a folder stays whose batch is not known: whoever tells which are may not have heard of it yet. */
    private static final Duration GRACE = BatchesWork.KEPT;

    private final PipelineId pipeline;
    private final Path root;
    private final KafkaCluster cluster;
    private final InstantSource clock;

    /** {@code root}: the folder of the pipeline, of which nothing else is. */
    LargeData(PipelineId pipeline, Path root, KafkaCluster cluster, InstantSource clock) {
        this.pipeline = pipeline;
        this.root = root;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** The files of a batch; makes its folder with the first of them. */
    KeptPayloads of(String batch) {
        return new KeptPayloads(root.resolve(batch), cluster, List.of(), clock);
    }

    /**
     * The same item in another batch, which has the file of its data then too. Where that file was removed by hand there is none in the other
     * batch either. Blocks.
     */
    CloudEvent in(String batch, CloudEvent item) {
        CloudEvent moved = Items.in(batch, item);
        Optional<Payload.Kept> kept = named(item);
        if (kept.isEmpty()) {
            return moved;
        }
        share(kept.get(), BatchCounts.of(item), batch);
        return Items.with(
                moved, REF, path(pipeline, batch) + kept.get().digest().hex());
    }

    private void share(Payload.Kept kept, String from, String to) {
        String hex = kept.digest().hex();
        Path folder = Disk.ownFolder(root.resolve(to));
        try {
            Files.createLink(folder.resolve(hex), root.resolve(from).resolve(hex));
            Disk.sync(folder);
        } catch (FileAlreadyExistsException e) {
            // Another item has the same bytes, or it was begun before a kill.
        } catch (NoSuchFileException e) {
            LOG.log(Level.DEBUG, () -> "The file " + hex + " of the batch " + from + " is lost.", e);
        } catch (IOException | UnsupportedOperationException e) {
            // Not every file system has files with two names.
            copy(kept, from, to);
        }
    }

    private void copy(Payload.Kept kept, String from, String to) {
        try (PayloadDraft draft = of(to).draft()) {
            draft.write(of(from).readNow(kept));
            draft.commit();
        } catch (PayloadLostException e) {
            LOG.log(Level.DEBUG, () -> "The file " + kept.digest() + " of the batch " + from + " is lost.", e);
        }
    }

    /** Where the answers to an item are kept that are too long for a record, if each of them is one item. */
    LongAnswers answersTo(CloudEvent item) {
        String batch = BatchCounts.of(item);
        return (headers, start) ->
                Items.isOne(headers, start) ? Optional.of(of(batch).draft()) : Optional.empty();
    }

    private static String path(PipelineId pipeline, String batch) {
        return pipeline.path() + "/batches/" + batch + "/data/";
    }

    /** What an item says of data that is in a file. */
    static Map<String, String> attributes(PipelineId pipeline, String batch, Payload.Kept kept) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(REF, path(pipeline, batch) + kept.digest().hex());
        attributes.put(SIZE, Integer.toString(kept.bytes()));
        return attributes;
    }

    /** The file that has the data of an item; empty if the item has it itself, or none. */
    Optional<Payload.Kept> named(CloudEvent item) {
        String path = path(pipeline, BatchCounts.of(item));
        return item.data().isPresent()
                ? Optional.empty()
                : item.attribute(REF)
                        .filter(ref -> ref.startsWith(path))
                        .flatMap(ref -> kept(
                                ref.substring(path.length()),
                                item.attribute(SIZE).orElse("")));
    }

    private static Optional<Payload.Kept> kept(String hex, String size) {
        return digest(hex)
                .filter(_ -> size.matches("\\d{1,8}") && Integer.parseInt(size) <= Payload.MOST)
                .map(digest -> new Payload.Kept(digest, Integer.parseInt(size)));
    }

    private static Optional<Digest> digest(String hex) {
        return hex.matches("[0-9a-f]{64}") ? Optional.of(new Digest(hex)) : Optional.empty();
    }

    /**
     * The data of an item, as a view of its file that takes no heap. Never blocks; completes exceptionally with a {@link
     * PayloadLostException} if it is not there any more.
     */
    CompletionStage<ByteBuffer> read(CloudEvent item, Payload.Kept kept) {
        return of(BatchCounts.of(item)).read(kept);
    }

    /** The data of an item, wherever it is; as {@link #read}. */
    CompletionStage<ByteBuffer> data(CloudEvent item) {
        return named(item)
                .map(kept -> read(item, kept))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        ByteBuffer.wrap(item.data().orElse(new byte[0]))));
    }

    /** The data of a batch under a name that an item told; empty if there is none. Blocks. */
    Optional<ByteBuffer> read(String batch, String hex) throws PayloadLostException {
        Optional<Digest> digest = digest(hex);
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = root.resolve(batch).resolve(hex);
            return Files.isRegularFile(file)
                    ? Optional.of(of(batch).readNow(new Payload.Kept(digest.get(), (int) Files.size(file))))
                    : Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + root, e);
        }
    }

    /** Whether there are any files. */
    boolean isUsed() {
        return Files.isDirectory(root);
    }

    /** Removes the files of batches that are not known any more. Blocks. */
    void sweep(Set<String> known) {
        Instant old = clock.instant().minus(GRACE);
        try (DirectoryStream<Path> batches = Files.newDirectoryStream(root)) {
            for (Path batch : batches) {
                if (!known.contains(String.valueOf(batch.getFileName()))
                        && Files.getLastModifiedTime(batch).toInstant().isBefore(old)) {
                    Disk.deleteTree(batch);
                }
            }
        } catch (IOException e) {
            throw Disk.failure("cannot tidy up " + root, e);
        }
    }

    /** Removes all. Blocks. */
    void clear() {
        try {
            Disk.deleteTree(root);
        } catch (IOException e) {
            throw Disk.failure("cannot tidy up " + root, e);
        }
    }
}
