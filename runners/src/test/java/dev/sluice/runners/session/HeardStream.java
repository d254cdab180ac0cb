package dev.sluice.runners.session;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Remembers what one stream was told, and fails on what comes twice or after the end. */
public class HeardStream implements StreamListener {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<StreamEnd> end = new CompletableFuture<>();
    private final Queue<String> progress = new ConcurrentLinkedQueue<>();
    private volatile Headers headers = Headers.EMPTY;
    private volatile long credit;
    private volatile boolean abandoned;
    private volatile @Nullable Call grantTo;

    /** Gives all that comes back at once. */
    public void granting(Call call) {
        grantTo = call;
    }

    public StreamEnd end() throws InterruptedException, ExecutionException, TimeoutException {
        return end.get(20, TimeUnit.SECONDS);
    }

    public boolean isAbandoned() {
        return abandoned;
    }

    public boolean isOver() {
        return end.isDone();
    }

    public synchronized String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    public synchronized int bytes() {
        return body.size();
    }

    public long credit() {
        return credit;
    }

    public Headers headers() {
        return headers;
    }

    @Override
    public void credit(int bytes) {
        credit += bytes;
    }

    @Override
    public void head(int status, Headers told) {
        headers = told;
    }

    @Override
    public synchronized void data(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        body.writeBytes(copy);
        Call call = grantTo;
        if (call != null) {
            call.grant(copy.length);
        }
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void progress(ByteBuffer bytes) {
        progress.add(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }

    public List<String> progress() {
        return List.copyOf(progress);
    }

    @Override
    public void abandoned() {
        abandoned = true;
    }

    @Override
    public void finished(StreamEnd told) {
        if (!end.complete(told)) {
            throw new AssertionError("a stream ended twice, the second time with " + told);
        }
    }
}
