package dev.sluice.gateway.inspect.jar;

import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A handler that was written for another platform, known by the names of its types and annotations; nothing is loaded.
 *
 * @param platform what calls such handlers: {@code AWS Lambda}
 * @param sign what it was known by: {@code RequestHandler}
 */
record ForeignContract(String platform, String sign) {

    /** How the names of superclasses, interfaces, annotations and parameters begin, and whose they are. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("com/amazonaws/services/lambda/runtime/", "AWS Lambda"),
            Map.entry("com/google/cloud/functions/", "Google Cloud Functions"),
            Map.entry("com/microsoft/azure/functions/", "Azure Functions"),
            Map.entry("com/fnproject/fn/api/", "Fn"),
            Map.entry("com/openfaas/model/", "OpenFaaS"),
            Map.entry("io/nuclio/", "Nuclio"),
            Map.entry("com/aliyun/fc/runtime/", "Alibaba Function Compute"),
            Map.entry("com/qcloud/scf/runtime/", "Tencent SCF"),
            Map.entry("com/huawei/services/runtime/", "Huawei FunctionGraph"),
            Map.entry("dev/openfunction/functions/", "OpenFunction"),
            Map.entry("io/quarkus/funqy/", "Quarkus Funqy"),
            Map.entry("io/cloudevents/", "CloudEvents (Knative)"),
            Map.entry("org/springframework/cloud/function/", "Spring Cloud Function"),
            Map.entry("io/micronaut/function/", "Micronaut Function"),
            Map.entry("io/micronaut/http/annotation/", "Micronaut HTTP"),
            Map.entry("org/springframework/web/bind/annotation/", "Spring MVC"),
            Map.entry("jakarta/ws/rs/", "JAX-RS"),
            Map.entry("javax/ws/rs/", "JAX-RS"),
            Map.entry("jakarta/servlet/", "Servlet containers"),
            Map.entry("javax/servlet/", "Servlet containers"));

    /** Classes that the platforms themselves bring along are nobody's handlers. */
    private static final List<String> PLATFORMS = List.of(
            "org/springframework/",
            "org/apache/",
            "org/eclipse/",
            "org/glassfish/",
            "org/jboss/",
            "io/quarkus/",
            "io/micronaut/",
            "com/google/",
            "com/amazonaws/",
            "software/amazon/",
            "jakarta/",
            "javax/");

    private static final String BEAN = "org/springframework/context/annotation/Bean";
    private static final String WHISK = "(Lcom/google/gson/JsonObject;)Lcom/google/gson/JsonObject;";

    /** What a class file shows of itself. */
    static Optional<ForeignContract> of(byte[] classFile) {
        try {
            return of(parsed(classFile));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ClassModel parsed(byte[] classFile) {
        return ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS)
                .parse(classFile);
    }

    private static Optional<ForeignContract> of(ClassModel model) {
        String own = model.thisClass().asInternalName();
        if (Stream.concat(PLATFORMS.stream(), TYPES.keySet().stream()).anyMatch(own::startsWith)) {
            return Optional.empty();
        }
        Stream<String> parents = Stream.concat(
                model.superclass().map(ClassEntry::asInternalName).stream(),
                model.interfaces().stream().map(ClassEntry::asInternalName));
        Stream<String> onClass = annotations(model.findAttribute(Attributes.runtimeVisibleAnnotations()));
        return Stream.concat(parents, onClass)
                .flatMap(name -> known(name).stream())
                .findFirst()
                .or(() -> model.methods().stream()
                        .filter(method -> method.flags().has(AccessFlag.PUBLIC))
                        .flatMap(method -> whisk(method).or(() -> of(method)).stream())
                        .findFirst());
    }

    /** What the methods of this name show; empty if one of them shows nothing. */
    static Optional<ForeignContract> ofMethod(byte[] classFile, String name) {
        List<Optional<ForeignContract>> found = parsed(classFile).methods().stream()
                .filter(method -> method.methodName().equalsString(name))
                .map(ForeignContract::of)
                .toList();
        return found.isEmpty() || found.stream().anyMatch(Optional::isEmpty) ? Optional.empty() : found.get(0);
    }

    /** Its method can be called here too, if it is named. */
    private static Optional<ForeignContract> whisk(MethodModel method) {
        boolean main = method.methodName().equalsString("main")
                && method.methodType().equalsString(WHISK)
                && method.flags().has(AccessFlag.STATIC);
        return main ? Optional.of(new ForeignContract("OpenWhisk", "main(JsonObject)")) : Optional.empty();
    }

    private static Optional<ForeignContract> of(MethodModel method) {
        String descriptor = method.methodType().stringValue();
        List<String> annotations = annotations(method.findAttribute(Attributes.runtimeVisibleAnnotations()))
                .toList();
        if (annotations.contains(BEAN) && descriptor.contains(")Ljava/util/function/")) {
            return Optional.of(new ForeignContract("Spring Cloud Function", "@Bean"));
        }
        Stream<String> parameters = method.methodTypeSymbol().parameterList().stream()
                .map(type -> type.descriptorString())
                .filter(type -> type.startsWith("L"))
                .map(ForeignContract::internalName);
        return Stream.concat(annotations.stream(), parameters)
                .flatMap(name -> known(name).stream())
                .findFirst();
    }

    private static Stream<String> annotations(Optional<RuntimeVisibleAnnotationsAttribute> attribute) {
        return attribute.stream()
                .flatMap(found -> found.annotations().stream())
                .map(Annotation::className)
                .map(name -> internalName(name.stringValue()));
    }

    private static String internalName(String descriptor) {
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private static Optional<ForeignContract> known(String internalName) {
        return TYPES.entrySet().stream()
                .filter(type -> internalName.startsWith(type.getKey()))
                .findFirst()
                .map(type -> new ForeignContract(
                        type.getValue(),
                        internalName
                                .substring(internalName.lastIndexOf('/') + 1)
                                .replace('$', '.')));
    }

    /** What to tell the author of a class. */
    String sentence(String className) {
        return "the class " + className + " is a handler for " + platform + " (" + sign + "), which is not called"
                + " here. Add a class that"
                + " implements"
                + " java.util.function.Function<I,"
                + " O>, or"
                + " dev.sluice.function.HttpHandler"
                + " for whole requests, let it"
                + " call your code, and name"
                + " it as handler";
    }
}
