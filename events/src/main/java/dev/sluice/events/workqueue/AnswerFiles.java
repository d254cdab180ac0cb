package dev.sluice.events.workqueue;

import dev.sluice.core.disk.Disk;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import dev.sluice.events.payload.PayloadLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * What functions made of the items of a queue and no record takes, in a folder that gateways share, which goes with the queue: each for as
 * long as the record that names it, and some time longer. Thread-safe.
 */
final class AnswerFiles {

    /** Kafka deletes records in pieces, and a file is there for as long as its record. */
    private static final int TIMES_KEPT = 2;

    private final Path folder;
    private final KeptPayloads files;

    /** {@code root}: the folder of all queues. */
    AnswerFiles(Path root, WorkQueueId.Topics topics, KafkaCluster cluster, InstantSource clock) {
        this.folder = root.resolve(topics.begin());
        this.files = new KeptPayloads(folder, cluster, List.of(), clock);
    }

    /** Those of which there is something in a folder of all queues and whose names begin so. Blocks. */
    static List<WorkQueueId.Topics> present(Path root, String begin) {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith(begin))
                    .map(WorkQueueId.Topics::of)
                    .toList();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + root, e);
        }
    }

    PayloadDraft draft() {
        return files.draft();
    }

    /** The bytes of an answer, those of a file as a view of it; fails with a {@link PayloadLostException} if they are gone. Never blocks. */
    CompletionStage<ByteBuffer> read(Payload content) {
        return files.read(content);
    }

    /** The same for a thread that may wait for the disk. */
    ByteBuffer readNow(Payload content) throws PayloadLostException {
        return files.readNow(content);
    }

    /** Removes what no record can name any more. Blocks. */
    void sweep(Duration keep) {
        files.removeOlder(keep.multipliedBy(TIMES_KEPT));
    }

    /** Removes all. Blocks. */
    void delete() {
        try {
            Disk.deleteTree(folder);
        } catch (IOException e) {
            throw Disk.failure("cannot delete " + folder, e);
        }
    }
}
