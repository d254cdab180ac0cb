package dev.sluice.gateway.inspect.jar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars made in memory, class by class. */
public final class TestJar {

    public static final String FUNCTION = "java.util.function.Function";
    public static final String HANDLER = "dev.sluice.function.Handler";
    public static final String HTTP_HANDLER = "dev.sluice.function.HttpHandler";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** A jar with one handler, {@code demo.Hello}. */
    public static byte[] hello() {
        return new TestJar().with("demo.Hello", FUNCTION).bytes();
    }

    /** The same but for a file with {@code text}, so that its digest is another. */
    public static byte[] hello(String text) {
        return new TestJar().with("demo.Hello", FUNCTION).file("text", text).bytes();
    }

    /** Adds a public class with a public constructor. */
    public TestJar with(String name, String... interfaces) {
        return with(name, ClassFile.ACC_PUBLIC, ClassFile.ACC_PUBLIC, "java.lang.Object", interfaces);
    }

    public TestJar with(String name, int flags, int constructorFlags, String superclass, String... interfaces) {
        entries.put(name.replace('.', '/') + ".class", type(name, flags, constructorFlags, superclass, interfaces));
        return this;
    }

    public TestJar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestJar file(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    public TestJar manifest(String attribute, String value) {
        return file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n" + attribute + ": " + value + "\r\n\r\n");
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry zipEntry = new ZipEntry(entry.getKey());
                zipEntry.setTime(0);
                zip.putNextEntry(zipEntry);
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The bytes of a public class that is a function. */
    static byte[] type(String name) {
        return type(name, ClassFile.ACC_PUBLIC, ClassFile.ACC_PUBLIC, "java.lang.Object", FUNCTION);
    }

    /** The bytes of a class without any method but its constructor. */
    static byte[] type(String name, int flags, int constructorFlags, String superclass, String... interfaces) {
        List<ClassDesc> descs = new ArrayList<>();
        for (String type : interfaces) {
            descs.add(ClassDesc.of(type));
        }
        return ClassFile.of().build(ClassDesc.of(name), type -> {
            type.withVersion(ClassFile.JAVA_25_VERSION, 0);
            type.withFlags(flags);
            type.withSuperclass(ClassDesc.of(superclass));
            type.withInterfaceSymbols(descs);
            if ((flags & ClassFile.ACC_INTERFACE) == 0) {
                type.withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        constructorFlags,
                        code -> code.aload(0)
                                .invokespecial(
                                        ClassDesc.of(superclass),
                                        ConstantDescs.INIT_NAME,
                                        MethodTypeDesc.of(ConstantDescs.CD_void))
                                .return_());
            }
        });
    }
}
