package dev.sluice.runner.binding;

import dev.sluice.runner.library.JsonLibrary;
import java.lang.reflect.Type;
import java.util.List;

/** What a type is to JSON. */
sealed interface Shape {

    /** A single value. */
    record Value(ValueAdapter<?> adapter) implements Shape {}

    /** An enum: the names of its constants. */
    record Constants(Class<?> type) implements Shape {}

    /** An array or a collection. */
    record Sequence(Class<?> raw, Type element) implements Shape {}

    /** A map. */
    record Mapping(Class<?> raw, Type key, Type value) implements Shape {}

    /** An {@code Optional} or one of its primitive sisters. */
    record Maybe(Class<?> raw, Type held) implements Shape {}

    /** A record, or a class with fields. */
    record Members(Class<?> raw, List<Member> members, Maker maker) implements Shape {}

    /** {@code Object}, an interface, an abstract class: what stands in it decides. */
    record Open(Class<?> raw) implements Shape {}

    /** A type that a library in the artifact binds. */
    record Foreign(JsonLibrary library, Type type) implements Shape {}

    /** No type that JSON could be bound to; {@code why} is a sentence without its full stop that names the type. */
    record Unknown(String why) implements Shape {}

    /** How an object is made. */
    sealed interface Maker {

        /** Its constructor, which takes the members that have a parameter's index. */
        record With(java.lang.reflect.Constructor<?> constructor) implements Maker {}

        /** It can be written, but not be made. */
        record None(String why) implements Maker {}
    }
}
