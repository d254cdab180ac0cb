package dev.sluice.runner.http;

import dev.sluice.runner.binding.JsonBinder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.stream.BaseStream;

/**
 * Writes what a stream or an iterator gives as one JSON array, each item when it has come, and closes its source in any
 * case. The array is sent in pieces as they fill up.
 */
record ItemsWriter(Iterator<?> items, AutoCloseable source, JsonBinder json) implements Discardable {

    static ItemsWriter of(BaseStream<?, ?> stream, JsonBinder json) {
        return new ItemsWriter(stream.iterator(), stream, json);
    }

    static ItemsWriter of(Iterator<?> iterator, JsonBinder json) {
        return new ItemsWriter(iterator, iterator instanceof AutoCloseable closeable ? closeable : () -> {}, json);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            JsonArray array = new JsonArray(out, json);
            while (items.hasNext()) {
                array.add(items.next());
            }
            array.end();
        } finally {
            discard();
        }
    }

    @Override
    public void discard() {
        try {
            source.close();
        } catch (Exception e) {
            // What it gave has been sent, or nobody reads it.
        }
    }
}
