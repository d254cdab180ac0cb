package dev.sluice.cli.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies the command with its libraries, and gives classes of before Java 6 the form of Java 8. The JVM keeps no class of
 * the old form in an AOT cache, because it is verified in another way; picocli has nothing else. Measured: a third of the
 * command's start.
 */
final class FreshClasses {

    private static final int OLDEST_KEPT = ClassFile.JAVA_6_VERSION;

    private FreshClasses() {}

    /** Arguments: the folder with the jar and its {@code lib}, and the folder to make. */
    public static void main(String[] arguments) throws IOException {
        Path from = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        Files.createDirectories(to.resolve("lib"));
        Files.copy(from.resolve("sluice-cli.jar"), to.resolve("sluice-cli.jar"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(from.resolve("lib"), "*.jar")) {
            for (Path jar : jars) {
                freshen(jar, to.resolve("lib").resolve(jar.getFileName()));
            }
        }
    }

    static void freshen(Path from, Path to) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                ZipOutputStream out = new ZipOutputStream(file)) {
            ClassFile classFile = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(classesOf(jar)
                            .orElse(ClassHierarchyResolver.defaultResolver())
                            .cached()));
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory()) {
                    byte[] content = read(jar, entry);
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(entry.getName().endsWith(".class") ? freshened(classFile, content) : content);
                    out.closeEntry();
                }
            }
        }
    }

    private static byte[] freshened(ClassFile classFile, byte[] content) {
        ClassModel model = classFile.parse(content);
        if (model.majorVersion() >= OLDEST_KEPT) {
            return content;
        }
        // Bodies are taken apart and put together again, because they are to get the tables that the newer form is
        // verified by.
        ClassTransform bodies = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return classFile.transformClass(model, bodies.andThen((builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            } else {
                builder.with(element);
            }
        }));
    }

    private static ClassHierarchyResolver classesOf(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing(type -> {
            String name = type.descriptorString();
            JarEntry entry = jar.getJarEntry(name.substring(1, name.length() - 1) + ".class");
            try {
                return entry == null ? null : jar.getInputStream(entry);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
