package dev.sluice.gateway.inspect.jar;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a class file says of its class; nothing is loaded.
 *
 * @param name internal, as in {@code demo/Hello}
 * @param superclass internal name, empty for {@code java.lang.Object}
 * @param interfaces internal names of those that it names itself
 * @param instantiable public, concrete, more than a mere object, and with a public constructor without parameters; or with one object that it names
 *     itself, as an enum of one constant, a Kotlin {@code object} or a Scala {@code object} does
 * @param major the version of its format
 */
record ClassFacts(String name, String superclass, List<String> interfaces, boolean instantiable, int major) {

    /** What Kotlin and Scala call the field with the one object. */
    private static final Set<String> SINGLE = Set.of("INSTANCE", "MODULE$");

    static final int NEWEST_MAJOR = ClassFile.JAVA_25_VERSION;

    private static final String OBJECT = "java/lang/Object";

    /** Reads a class file; empty if it is none. Of one that is newer than this runtime only the version is known. */
    static Optional<ClassFacts> of(String file, byte[] bytes) {
        int major = major(bytes);
        if (major < 0) {
            return Optional.empty();
        }
        if (major > NEWEST_MAJOR) {
            return Optional.of(new ClassFacts(file, "", List.of(), false, major));
        }
        try {
            return Optional.of(parse(bytes, major));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ClassFacts parse(byte[] bytes, int major) {
        ClassModel model = ClassFile.of(
                        ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS)
                .parse(bytes);
        String superclass = model.superclass().map(ClassEntry::asInternalName).orElse("");
        List<String> interfaces =
                model.interfaces().stream().map(ClassEntry::asInternalName).toList();
        boolean concrete = model.flags().has(AccessFlag.PUBLIC)
                && !model.flags().has(AccessFlag.ABSTRACT)
                && !model.flags().has(AccessFlag.INTERFACE)
                && !(interfaces.isEmpty() && superclass.equals(OBJECT));
        // Methods are parsed when they are asked for: most classes are out of question before.
        return new ClassFacts(
                model.thisClass().asInternalName(),
                superclass,
                interfaces,
                concrete && (hasConstructor(model) || isSingle(model)),
                major);
    }

    private static boolean hasConstructor(ClassModel model) {
        return model.methods().stream()
                .anyMatch(method -> method.methodName().equalsString("<init>")
                        && method.methodType().equalsString("()V")
                        && method.flags().has(AccessFlag.PUBLIC));
    }

    private static boolean isSingle(ClassModel model) {
        if (model.flags().has(AccessFlag.ENUM)) {
            return model.fields().stream()
                            .filter(field -> field.flags().has(AccessFlag.ENUM))
                            .count()
                    == 1;
        }
        String own = "L" + model.thisClass().asInternalName() + ";";
        return model.fields().stream()
                .anyMatch(field -> SINGLE.contains(field.fieldName().stringValue())
                        && field.fieldType().equalsString(own)
                        && field.flags().has(AccessFlag.PUBLIC)
                        && field.flags().has(AccessFlag.STATIC));
    }

    /** The major version of a class file from its first 8 bytes, or -1 if it is none (JVMS 4.1). */
    static int major(byte[] start) {
        boolean magic = start.length >= 8
                && (start[0] & 0xff) == 0xCA
                && (start[1] & 0xff) == 0xFE
                && (start[2] & 0xff) == 0xBA
                && (start[3] & 0xff) == 0xBE;
        return magic ? (start[6] & 0xff) << 8 | start[7] & 0xff : -1;
    }

    boolean tooNew() {
        return major > NEWEST_MAJOR;
    }

    /** The name as in source. */
    String className() {
        return name.replace('/', '.');
    }
}
