package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * A function with a context. {@code I} is bound from the request's body: a record or a class from JSON, {@code String},
 * {@code byte[]}, {@link java.io.InputStream}, {@link Request}, a {@code List} or {@code Map} of these, or {@code Void}; or it is a
 * {@link CloudEvent} or a {@code List} of them.
 * {@code O} becomes the answer: the same forms, or a {@link Response}; {@code null} and {@code Void} answer 204.
 *
 * <p>A class with a public constructor without parameters; one object serves all calls of an instance, each on a virtual
 * thread of its own, so it must be thread-safe. A plain {@link java.util.function.Function} may be used in its place.
 */
@FunctionalInterface
public interface Handler<I extends @Nullable Object, O extends @Nullable Object> {

    O handle(I input, Context context) throws Exception;
}
