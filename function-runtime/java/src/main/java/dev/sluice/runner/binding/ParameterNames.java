package dev.sluice.runner.binding;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The names of a constructor's parameters: of {@code @ConstructorProperties}; those that {@code javac -parameters} keeps;
 * or those of the debug information, which Maven, Gradle and the Kotlin compiler keep unless told otherwise.
 */
final class ParameterNames {

    private ParameterNames() {}

    /** In order; empty if they are not known. */
    static List<String> of(Constructor<?> constructor) {
        List<String> declared = declared(constructor);
        if (!declared.isEmpty()) {
            return declared;
        }
        Parameter[] parameters = constructor.getParameters();
        if (Arrays.stream(parameters).allMatch(Parameter::isNamePresent)) {
            return Arrays.stream(parameters).map(Parameter::getName).toList();
        }
        try {
            return debugged(constructor);
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }

    /** The annotation's class is of a module that is loaded only if a function uses it. */
    private static List<String> declared(Constructor<?> constructor) {
        for (Annotation annotation : constructor.getAnnotations()) {
            if (annotation.annotationType().getName().equals("java.beans.ConstructorProperties")) {
                try {
                    Object names =
                            annotation.annotationType().getMethod("value").invoke(annotation);
                    List<String> list = List.of((String[]) names);
                    return list.size() == constructor.getParameterCount() ? list : List.of();
                } catch (ReflectiveOperationException e) {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    private static List<String> debugged(Constructor<?> constructor) throws IOException {
        Class<?> owner = constructor.getDeclaringClass();
        String file = owner.getName().substring(owner.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                return List.of();
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            for (MethodModel method : model.methods()) {
                if (method.methodName().equalsString("<init>")
                        && method.methodTypeSymbol().descriptorString().equals(descriptor(constructor))) {
                    return named(method, constructor.getParameterTypes());
                }
            }
            return List.of();
        }
    }

    private static String descriptor(Constructor<?> constructor) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> type : constructor.getParameterTypes()) {
            text.append(type.descriptorString());
        }
        return text.append(")V").toString();
    }

    private static List<String> named(MethodModel method, Class<?>[] types) {
        List<LocalVariableInfo> variables = new ArrayList<>();
        Optional<CodeModel> code = method.code();
        code.flatMap(model -> model.findAttribute(Attributes.localVariableTable()))
                .ifPresent(table -> variables.addAll(table.localVariables()));
        List<String> names = new ArrayList<>();
        int slot = 1;
        for (Class<?> type : types) {
            int wanted = slot;
            Optional<String> name = variables.stream()
                    .filter(variable -> variable.slot() == wanted && variable.startPc() == 0)
                    .map(variable -> variable.name().stringValue())
                    .findFirst();
            if (name.isEmpty()) {
                return List.of();
            }
            names.add(name.get());
            slot += TypeKind.from(type).slotSize();
        }
        return names;
    }
}
