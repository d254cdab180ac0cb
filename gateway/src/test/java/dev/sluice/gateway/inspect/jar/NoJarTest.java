package dev.sluice.gateway.inspect.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoJarTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private void assertSaid(byte[] upload, String sentence) throws Exception {
        Path file = Files.write(folder.resolve("upload"), upload);
        assertThatThrownBy(() -> UploadedJar.open(file, ArchiveLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        UploadRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(UploadRefusedException.Reason.NOT_A_JAR))
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package shop;\n\npublic class Price {}\n",
                "// A function.\nimport java.util.function.Function;\n",
                "public final class Hello implements Function<String, String> {}",
                "record Order(int pieces) {}",
                "void main() { IO.println(1); }"
            })
    void javaSource(String source) throws Exception {
        assertSaid(
                source.getBytes(StandardCharsets.UTF_8),
                "this is Java source and not a jar: send it under a name that ends in .java, as ./sluice deploy Hello.java"
                        + " does, or compile it with javac -d classes, and upload what jar --create --file hello.jar -C"
                        + " classes . makes of it");
    }

    @Test
    void aClassFile() throws Exception {
        assertSaid(
                TestJar.type("demo.Hello", ClassFile.ACC_PUBLIC, ClassFile.ACC_PUBLIC, "java.lang.Object"),
                "this is a class file, compiled for Java 25, and not a jar: put it into one with all that it needs, as in jar"
                        + " --create --file hello.jar -C classes .");
    }

    @Test
    void aPartOfAJar() throws Exception {
        byte[] jar = TestJar.hello();
        assertSaid(
                Arrays.copyOf(jar, jar.length / 2),
                "this is only a part of a jar (zip END header not found): upload the whole file as it was built");
    }

    @Test
    void aProgram() throws Exception {
        String sentence =
                "this is a program and not a jar: if it serves HTTP at the port that the environment variable PORT"
                        + " tells, deploy it with the runtime http";
        assertSaid(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}, sentence);
        assertSaid("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), sentence);
    }

    @Test
    void anotherArchiveOrText() throws Exception {
        assertSaid(
                new byte[] {0x1f, (byte) 0x8b, 8, 0},
                "this is a gzip archive and not a jar: upload compiled classes in a jar, as in jar --create --file hello.jar -C"
                        + " classes .");
        assertSaid(
                "memory=512Mi&timeout=2s".getBytes(StandardCharsets.UTF_8),
                "this is a field of a spec and not a jar: send fields as parts of a form, as in curl -F memory=512Mi");
        assertSaid(
                "memory: 512Mi\ntimeout: 2s\n".getBytes(StandardCharsets.UTF_8),
                "this is a spec and not a jar: send it with the content type application/yaml or application/json, or as the"
                        + " part 'spec' of a form");
        assertSaid(
                "{\"memory\": \"512Mi\"}".getBytes(StandardCharsets.UTF_8),
                "this is a spec and not a jar: send it with the content type application/yaml or application/json, or as the"
                        + " part 'spec' of a form");
        assertSaid(
                "just text".getBytes(StandardCharsets.UTF_8),
                "this is text and not a jar: upload compiled classes in a jar, as in jar --create --file hello.jar -C classes"
                        + " .");
    }

    @Test
    void anArchiveOfSourceOrForAnotherMachine() throws Exception {
        assertSaid(
                new TestJar().file("shop/Price.java", "class Price {}").bytes(),
                "the archive has Java source and no class in it: compile it, and upload a jar with the compiled classes");
        assertSaid(
                new TestJar().file("classes.dex", "x").bytes(),
                "this is an Android package and no jar for a JVM: upload a jar with compiled classes");
    }
}
