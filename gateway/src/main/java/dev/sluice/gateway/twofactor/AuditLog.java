package dev.sluice.gateway.twofactor;

import dev.sluice.core.problem.JsonText;
import dev.sluice.decorators.twofactor.login.AuditEvent;
import dev.sluice.gateway.observe.files.LossWarning;
import dev.sluice.gateway.observe.files.RollingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes a line of JSON for each event to {@code two-factor.jsonl}, on the thread of whoever caused it, so that it is there
 * before the caller is answered. A disk that takes no lines is complained about, and does not stop logins. Thread-safe.
 */
public final class AuditLog implements Consumer<AuditEvent>, AutoCloseable {

    private static final long FILE_BYTES = 16 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final RollingFile file;
    private final LossWarning complaint;
    private final Path folder;

    public AuditLog(Path folder, InstantSource clock) {
        this.folder = folder;
        this.file = new RollingFile(folder, "two-factor", FILE_BYTES);
        this.complaint = new LossWarning("lines of the audit log", clock);
    }

    @Override
    public void accept(AuditEvent event) {
        byte[] line = (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            file.append(ByteBuffer.wrap(line));
        } catch (IOException e) {
            complaint.lost(1, e, folder);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            file.close();
        } finally {
            lock.unlock();
        }
    }

    static String line(AuditEvent event) {
        JsonText json = new JsonText();
        json.open('{')
                .member("time", event.context().at().toString())
                .member("event", event.word())
                .member("user", event.user().name())
                .member("function", event.context().function())
                .member("from", event.context().address());
        switch (event) {
            case AuditEvent.Passed passed ->
                json.member("factor", passed.factor().word());
            case AuditEvent.Verified verified ->
                json.member("factor", verified.factor().word());
            case AuditEvent.Refused refused -> json.member("why", refused.why().word());
            case AuditEvent.CodeNotSent failed -> json.member("why", failed.why());
            case AuditEvent.LockedOut locked ->
                json.member("until", locked.until().toString());
            case AuditEvent.Challenged _, AuditEvent.TooMany _, AuditEvent.CodeSent _ -> {}
            case AuditEvent.CodeRegistered _, AuditEvent.Enrolled _, AuditEvent.Reset _ -> {}
        }
        return json.close('}').toString();
    }
}
