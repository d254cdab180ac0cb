package dev.sluice.gateway.inspect.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.builder.upload.ArchiveLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlers of other platforms are told by name, whether or not the platform's own classes are in the jar. */
class ForeignContractTest {

    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;
    private static final String NOT_CALLED = ", which is not called here. Add a class that implements"
            + " java.util.function.Function<I, O>, or dev.sluice.function.HttpHandler for whole requests, let it call your"
            + " code, and name it as handler";

    @TempDir
    private static Path folder;

    private static Path classes;

    @BeforeAll
    static void compile() throws IOException {
        classes = Files.createDirectories(folder.resolve("classes"));
        String lambda = "com.amazonaws.services.lambda.runtime.";
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
        List<String> sources = List.of(
                "package com.amazonaws.services.lambda.runtime; public interface Context {}",
                "package com.amazonaws.services.lambda.runtime; public interface RequestHandler<I, O> {"
                        + " O handleRequest(I in, Context c); }",
                "package com.google.cloud.functions; public interface HttpFunction { void service(Object in, Object"
                        + " out); }",
                "package com.microsoft.azure.functions.annotation; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface FunctionName { String value(); }",
                "package org.springframework.context.annotation; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface Bean {}",
                "package jakarta.ws.rs; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface Path { String value(); }",
                "package jakarta.servlet.http; public abstract class HttpServlet {}",
                "package io.quarkus.funqy; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface Funq {}",
                "package com.google.gson; public class JsonObject {}",
                "package com.fnproject.fn.api; public interface InputEvent {}",
                "package u; public class Lambda implements " + lambda + "RequestHandler<String, String> {"
                        + " public String handleRequest(String in, " + lambda + "Context c) { return in; }"
                        + " public String own(String in) { return handleRequest(in, null); } }",
                "package u; public class Below extends Lambda {}",
                "package u; public class Both implements " + lambda + "RequestHandler<String, String>,"
                        + " java.util.function.Function<String, String> {"
                        + " public String handleRequest(String in, " + lambda + "Context c) { return in; }"
                        + " public String apply(String in) { return in; } }",
                "package u; public class Google implements com.google.cloud.functions.HttpFunction {"
                        + " public void service(Object in, Object out) {} }",
                "package u; public class Azure { @com.microsoft.azure.functions.annotation.FunctionName(\"f\")"
                        + " public String run(String in) { return in; } }",
                "package u; public class Spring { @org.springframework.context.annotation.Bean"
                        + " public java.util.function.Function<String, String> up() { return s -> s; } }",
                "package u; @jakarta.ws.rs.Path(\"/x\") public class Rest { public String get() { return \"\"; } }",
                "package u; public class Servlet extends jakarta.servlet.http.HttpServlet {}",
                "package u; public class Funqy { @io.quarkus.funqy.Funq public String greet(String in) { return in; }"
                        + " }",
                "package u; public class Whisk { public static com.google.gson.JsonObject"
                        + " main(com.google.gson.JsonObject o) { return o; } }",
                "package u; public class Fn { public String handle(com.fnproject.fn.api.InputEvent in) { return \"\";"
                        + " } }");
        for (String source : sources) {
            String name =
                    source.replaceAll("(?s).*?public (?:abstract )?(?:class|interface|@interface) (\\w+).*", "$1");
            Path file = folder.resolve("sources")
                    .resolve(source.replaceAll("(?s)package ([\\w.]+);.*", "$1").replace('.', '/'))
                    .resolve(name + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
            arguments.add(file.toString());
        }
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(failed).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Lambda | AWS Lambda (RequestHandler)",
                "Google | Google Cloud Functions (HttpFunction)",
                "Azure | Azure Functions (FunctionName)",
                "Spring | Spring Cloud Function (@Bean)",
                "Rest | JAX-RS (Path)",
                "Servlet | Servlet containers (HttpServlet)",
                "Funqy | Quarkus Funqy (Funq)",
                "Whisk | OpenWhisk (main(JsonObject))",
                "Fn | Fn (InputEvent)"
            })
    void aHandlerOfAnotherPlatformIsTold(String type, String platform) throws Exception {
        String sentence = "the class u." + type + " is a handler for " + platform + NOT_CALLED;

        assertThatThrownBy(() -> search(type).find()).hasMessage(sentence);
        if (!type.equals("Azure")) {
            assertThatThrownBy(() -> search(type).check("u." + type, "the spec"))
                    .hasMessage(sentence);
        }
    }

    @Test
    void aMethodThatOnlyTheOtherPlatformCanCallIsTold() {
        assertThatThrownBy(() -> search("Lambda").check("u.Lambda::handleRequest", "the spec"))
                .hasMessage("the class u.Lambda is a handler for AWS Lambda (Context)" + NOT_CALLED);
    }

    @Test
    void whatIsAHandlerHereTooIsTaken() throws Exception {
        assertThat(search("Both", "Lambda").find()).isEqualTo("u.Both");
        assertThat(search("Both").check("u.Both", "the spec")).isEqualTo("u.Both");
        assertThat(search("Lambda").check("u.Lambda::own", "the spec")).isEqualTo("u.Lambda::own");
        assertThat(search("Whisk").check("u.Whisk::main", "the spec")).isEqualTo("u.Whisk::main");
    }

    @Test
    void thePlatformsOwnClassesAreNobodysHandlers() throws Exception {
        TestJar jar = new TestJar();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith("HttpServlet.class")
                            || file.toString().endsWith("RequestHandler.class"))
                    .forEach(file -> jar.file(classes.relativize(file).toString(), read(file)));
        }
        assertThatThrownBy(() -> new HandlerSearch(open(jar)).find()).hasMessageStartingWith("no handler in the jar: ");
    }

    private static HandlerSearch search(String... types) throws Exception {
        TestJar jar = new TestJar();
        for (String type : types) {
            jar.file("u/" + type + ".class", read(classes.resolve("u/" + type + ".class")));
        }
        return new HandlerSearch(open(jar));
    }

    private static UploadedJar open(TestJar jar) throws Exception {
        return UploadedJar.open(Files.write(Files.createTempFile(folder, "f", ".jar"), jar.bytes()), LIMITS);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
