package dev.sluice.runner.library;

import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON library as one function's jar brings it, in the function's own class loader. Thread-safe. */
public interface JsonLibrary {

    /** Its name and version, for people: {@code Jackson 2.21.0}. */
    String name();

    /**
     * Makes a value of {@code type}.
     *
     * @param json one valid JSON value
     * @throws MisfitException if the value does not fit into the type
     * @throws Throwable whatever else the library or the author's code throws: the function's fault
     */
    @Nullable
    Object read(String json, Type type) throws Throwable;

    /**
     * The value as JSON.
     *
     * @throws Throwable whatever the library or the author's code throws: the function's fault
     */
    String write(Object value) throws Throwable;

    /** Why the library can never read, or never write, this type, as far as it says so beforehand. */
    Optional<String> problem(Type type, boolean reading);
}
