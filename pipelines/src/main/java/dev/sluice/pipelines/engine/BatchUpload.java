package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import java.io.IOException;
import java.util.Optional;

/** Takes lines of JSON into a batch, those that are stored already passed over. For one thread; blocks. */
final class BatchUpload {

    private static final int ITEMS = 1_000;
    private static final int BYTES = 1 << 20;

    private final BatchIntake intake;
    private final JsonLines lines;
    private final ItemNames names;
    private final SentItems sent;

    BatchUpload(BatchIntake intake, JsonLines lines, ItemNames names, SentItems sent) {
        this.intake = intake;
        this.lines = lines;
        this.names = names;
        this.sent = sent;
    }

    /** @throws IOException if the source ends in the middle; what came before is stored */
    void run() throws BatchRefusedException, IOException {
        for (Optional<byte[]> line = next(); line.isPresent(); line = next()) {
            Optional<ItemNames.Named> named = named(line.get());
            if (named.isPresent()) {
                intake.checkOpen();
                sent.add(named.get(), line.get());
                if (sent.count() == ITEMS || sent.bytes() >= BYTES) {
                    intake.store(sent);
                }
            }
        }
        intake.store(sent);
    }

    private Optional<byte[]> next() throws BatchRefusedException, IOException {
        try {
            return lines.read();
        } catch (MalformedEventException e) {
            throw malformed(e);
        } catch (IOException e) {
            intake.store(sent);
            throw e;
        }
    }

    private Optional<ItemNames.Named> named(byte[] line) throws BatchRefusedException {
        try {
            return names.next(line);
        } catch (MalformedEventException e) {
            throw malformed(e);
        }
    }

    private BatchRefusedException malformed(MalformedEventException fault) throws BatchRefusedException {
        intake.store(sent);
        return new BatchRefusedException(
                Why.MALFORMED,
                "Line " + lines.number() + " is malformed: " + fault.getMessage() + ". "
                        + intake.known().stored() + " items of the batch '" + intake.batch()
                        + "' are stored: mend the line and send the rest, or give the batch up.");
    }
}
