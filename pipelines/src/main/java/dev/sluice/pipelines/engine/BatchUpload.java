package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import java.io.IOException;
import java.util.Optional;

/** Takes what is sent into a batch, items that are stored already passed over. For one thread; blocks. */
final class BatchUpload {

    private static final int ITEMS = 1_000;
    private static final int BYTES = 1 << 20;

    private final BatchIntake intake;
    private final SentBody body;
    private final ItemNames names;
    private final SentItems sent;

    BatchUpload(BatchIntake intake, SentBody body, ItemNames names, SentItems sent) {
        this.intake = intake;
        this.body = body;
        this.names = names;
        this.sent = sent;
    }

    /** @throws IOException if the source ends in the middle; what came before is stored */
    void run() throws BatchRefusedException, IOException {
        try {
            for (Optional<SentItem> item = body.next(); item.isPresent(); item = body.next()) {
                take(item.get());
            }
        } catch (MalformedEventException e) {
            throw malformed(e);
        } catch (IOException e) {
            intake.store(sent);
            throw e;
        }
        intake.store(sent);
    }

    private void take(SentItem item) throws MalformedEventException, BatchRefusedException {
        Optional<ItemNames.Named> named = names.next(item);
        if (named.isPresent()) {
            intake.checkOpen();
            sent.add(named.get(), item);
            if (sent.count() == ITEMS || sent.bytes() >= BYTES) {
                intake.store(sent);
            }
        }
    }

    private BatchRefusedException malformed(MalformedEventException fault) throws BatchRefusedException {
        intake.store(sent);
        return new BatchRefusedException(
                Why.MALFORMED,
                body.place() + " is malformed: " + fault.getMessage() + ". "
                        + intake.known().stored() + " items of the batch '" + intake.batch()
                        + "' are stored: mend it and send the rest, or give the batch up.");
    }
}
