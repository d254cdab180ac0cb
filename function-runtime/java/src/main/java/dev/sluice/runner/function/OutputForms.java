package dev.sluice.runner.function;

import dev.sluice.function.Response;
import dev.sluice.runner.binding.GenericTypes;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.UnbindableTypeException;
import dev.sluice.runner.http.Answers;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

/** Checks before any call whether what a function answers with can be sent. */
final class OutputForms {

    /** Sent as they are: bytes, a text, a response. */
    private static final List<Class<?>> WHOLE = List.of(
            String.class,
            byte[].class,
            ByteBuffer.class,
            InputStream.class,
            Reader.class,
            Path.class,
            File.class,
            Response.class);

    /** What comes later: the type of what comes is looked at instead. */
    private static final List<Class<?>> LATER = List.of(Optional.class, CompletionStage.class, Future.class);

    /** What gives items one by one: they become a JSON array. */
    private static final List<Class<?>> ITEMS = List.of(Stream.class, Iterator.class, Flow.Publisher.class);

    private OutputForms() {}

    static void check(Type type, JsonBinder json) throws UnbindableTypeException {
        Class<?> raw = GenericTypes.raw(type);
        boolean nothing = raw == void.class || raw == Void.class || raw == Object.class || Answers.isUnit(raw);
        if (nothing || WHOLE.stream().anyMatch(form -> form.isAssignableFrom(raw))) {
            return;
        }
        for (Class<?> later : LATER) {
            if (later.isAssignableFrom(raw)) {
                check(held(type, later), json);
                return;
            }
        }
        for (Class<?> items : ITEMS) {
            if (items.isAssignableFrom(raw)) {
                json.prepareWriting(held(type, items));
                return;
            }
        }
        if (!BaseStream.class.isAssignableFrom(raw)) {
            json.prepareWriting(type);
        }
    }

    private static Type held(Type type, Class<?> form) {
        Type held = GenericTypes.arguments(type, form)
                .filter(arguments -> !arguments.isEmpty())
                .map(arguments -> arguments.get(0))
                .orElse(Object.class);
        return GenericTypes.isKnown(held) ? held : GenericTypes.raw(held);
    }
}
