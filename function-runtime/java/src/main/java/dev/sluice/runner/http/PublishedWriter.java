package dev.sluice.runner.http;

import dev.sluice.runner.binding.JsonBinder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a publisher publishes as one JSON array. Each item is sent as soon as it has come, and only then is the next
 * one asked for, so that a publisher goes no faster than the caller reads.
 */
record PublishedWriter(Flow.Publisher<?> publisher, JsonBinder json) implements Discardable {

    private sealed interface Signal {
        record Next(Object item) implements Signal {}

        record Failed(Throwable thrown) implements Signal {}

        record Complete() implements Signal {}
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Subscriber subscriber = new Subscriber();
        publisher.subscribe(subscriber);
        JsonArray array = new JsonArray(out, json);
        try {
            while (true) {
                switch (subscriber.signals.take()) {
                    case Signal.Next(Object item) -> {
                        array.add(item);
                        out.flush();
                        subscriber.request();
                    }
                    case Signal.Failed(RuntimeException thrown) -> throw thrown;
                    case Signal.Failed(Error thrown) -> throw thrown;
                    case Signal.Failed(IOException thrown) -> throw thrown;
                    case Signal.Failed(Throwable thrown) ->
                        throw new IllegalStateException("the publisher failed", thrown);
                    case Signal.Complete() -> {
                        array.end();
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the call was cancelled");
        } finally {
            subscriber.cancel();
        }
    }

    @Override
    public void discard() {
        // Nothing is published before somebody subscribes.
    }

    /** Holds at most the one item that was asked for, and the end; what a publisher gives beyond that ends it. */
    private static final class Subscriber implements Flow.Subscriber<Object> {

        private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(2);
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(Object item) {
            put(new Signal.Next(item));
        }

        @Override
        public void onError(Throwable thrown) {
            put(new Signal.Failed(thrown));
        }

        @Override
        public void onComplete() {
            put(new Signal.Complete());
        }

        private void put(Signal signal) {
            if (!signals.offer(signal)) {
                signals.clear();
                signals.add(
                        new Signal.Failed(new IllegalStateException("the publisher gave more than it was asked for")));
                cancel();
            }
        }

        void request() {
            Flow.Subscription given = subscription;
            if (given != null) {
                given.request(1);
            }
        }

        void cancel() {
            Flow.Subscription given = subscription;
            if (given != null) {
                given.cancel();
            }
        }
    }
}
