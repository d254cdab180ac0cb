package dev.sluice.testkit.interleaving;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loads the packages of some classes anew, and gives these classes a call of {@link Schedule#point} before each access to
 * a field and each call into {@code java.util.concurrent}. Constructors have none: what they make is not shared yet.
 */
final class PointedClasses extends ClassLoader {

    private static final ClassDesc SCHEDULE = ClassDesc.of(Schedule.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.ofDescriptor("()V");

    /** What the scenario and those who run it have in common. */
    private static final Set<String> KEPT = Set.of(Scenario.class.getName(), Schedule.class.getName());

    private final Set<String> pointed;
    private final Set<String> packages;

    PointedClasses(Class<?> scenario, List<Class<?>> pointed) {
        super(scenario.getClassLoader());
        this.pointed = pointed.stream().map(Class::getName).collect(Collectors.toSet());
        this.packages = Stream.concat(Stream.of(scenario), pointed.stream())
                .map(Class::getPackageName)
                .collect(Collectors.toSet());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            String home = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            if (KEPT.contains(name) || !packages.contains(home)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    /** The class itself or one nested in it. */
    private boolean isPointed(String name) {
        int nested = name.indexOf('$');
        return pointed.contains(nested < 0 ? name : name.substring(0, nested));
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = file.readAllBytes();
            if (isPointed(name)) {
                bytes = pointed(ClassFile.of().parse(bytes));
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] pointed(ClassModel model) {
        for (MethodModel method : model.methods()) {
            if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
                throw monitor(model);
            }
        }
        return ClassFile.of()
                .transformClass(
                        model,
                        ClassTransform.transformingMethodBodies(
                                method -> !method.methodName().equalsString("<init>")
                                        && !method.methodName().equalsString("<clinit>"),
                                (code, element) -> point(model, code, element)));
    }

    private static void point(ClassModel model, CodeBuilder code, CodeElement element) {
        switch (element) {
            case MonitorInstruction _ -> throw monitor(model);
            case FieldInstruction field when isShared(model, field) -> code.invokestatic(SCHEDULE, "point", NOTHING);
            case InvokeInstruction call
            when call.owner().asInternalName().startsWith("java/util/concurrent/") ->
                code.invokestatic(SCHEDULE, "point", NOTHING);
            default -> {}
        }
        code.with(element);
    }

    /** A final field is the same for all who see the object. */
    private static boolean isShared(ClassModel model, FieldInstruction access) {
        if (!access.owner().asInternalName().equals(model.thisClass().asInternalName())) {
            return true;
        }
        Optional<Boolean> isFinal = model.fields().stream()
                .filter(field -> field.fieldName().equalsString(access.name().stringValue()))
                .map(field -> field.flags().has(AccessFlag.FINAL))
                .findFirst();
        return !isFinal.orElse(false);
    }

    private static IllegalArgumentException monitor(ClassModel model) {
        return new IllegalArgumentException(model.thisClass().asInternalName()
                + " uses monitors, in which a thread would wait unseen by the schedule");
    }
}
