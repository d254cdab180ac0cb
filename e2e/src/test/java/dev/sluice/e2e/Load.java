package dev.sluice.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Callers that call without pause until they are told to stop, and count what they were answered. Bounded in time. */
final class Load implements AutoCloseable {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch firstAnswer = new CountDownLatch(1);

    private Load(Gateway gateway, int width, Supplier<HttpRequest> request) {
        long end = System.nanoTime() + LONGEST_NANOS;
        for (int i = 0; i < width; i++) {
            running.add(callers.submit(() -> {
                while (!stopped.get() && System.nanoTime() < end) {
                    count(gateway, request.get());
                }
            }));
        }
    }

    static Load start(Gateway gateway, int width, Supplier<HttpRequest> request) {
        return new Load(gateway, width, request);
    }

    private void count(Gateway gateway, HttpRequest request) {
        String answer;
        try {
            HttpResponse<String> response = gateway.send(request);
            answer = response.statusCode() == 200 ? "200" : response.statusCode() + " " + response.body();
        } catch (RuntimeException e) {
            answer = e.toString();
        }
        answers.computeIfAbsent(answer, key -> new LongAdder()).increment();
        calls.incrementAndGet();
        firstAnswer.countDown();
    }

    int calls() {
        return calls.get();
    }

    /** Every different answer with its count; "200" for the good ones. */
    Map<String, LongAdder> stop() {
        stopped.set(true);
        for (Future<?> caller : running) {
            try {
                caller.get(90, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return answers;
    }

    @Override
    public void close() {
        stopped.set(true);
        callers.shutdownNow();
    }
}
