package dev.sluice.runner.library;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON libraries that are known by name. */
enum Kind {
    JACKSON(
            "Jackson",
            "jackson-databind",
            "com.fasterxml.jackson.databind.ObjectMapper",
            List.of("com/fasterxml/jackson/annotation/", "com/fasterxml/jackson/databind/annotation/"),
            List.of("com.fasterxml.jackson.")),
    JACKSON_3(
            "Jackson 3",
            "tools.jackson.core:jackson-databind",
            "tools.jackson.databind.json.JsonMapper",
            List.of("tools/jackson/databind/annotation/"),
            List.of("tools.jackson.")),
    GSON("Gson", "gson", "com.google.gson.Gson", List.of("com/google/gson/annotations/"), List.of("com.google.gson.")),
    JSON_B(
            "JSON-B",
            "an implementation of jakarta.json.bind",
            "jakarta.json.bind.JsonbBuilder",
            List.of("jakarta/json/bind/annotation/"),
            List.of()),
    JSON_B_1(
            "JSON-B of Java EE",
            "an implementation of javax.json.bind",
            "javax.json.bind.JsonbBuilder",
            List.of("javax/json/bind/annotation/"),
            List.of()),
    JSON_P("JSON-P", "an implementation of jakarta.json", "jakarta.json.Json", List.of(), List.of("jakarta.json.")),
    JSON_P_1(
            "JSON-P of Java EE",
            "an implementation of javax.json",
            "javax.json.Json",
            List.of(),
            List.of("javax.json.")),
    ORG_JSON("org.json", "org.json", "org.json.JSONObject", List.of(), List.of("org.json.JSON")),
    VERTX("Vert.x JSON", "vertx-core", "io.vertx.core.json.JsonObject", List.of(), List.of("io.vertx.core.json.Json")),
    OTHER(
            "a JSON library",
            "",
            "",
            List.of(
                    "com/squareup/moshi/",
                    "kotlinx/serialization/",
                    "com/alibaba/fastjson",
                    "org/codehaus/jackson/",
                    "com/dslplatform/json/",
                    "com/owlike/genson/annotation/",
                    "com/jsoniter/annotation/",
                    "io/avaje/jsonb/",
                    "io/micronaut/serde/annotation/"),
            List.of());

    static final List<String> PREFIXES =
            Arrays.stream(values()).flatMap(kind -> kind.annotations.stream()).toList();

    final String title;
    final String artifact;
    final String entrance;
    private final List<String> annotations;
    private final List<String> classes;

    /**
     * @param artifact what to put into the jar
     * @param entrance the class that shows that the library is there
     * @param annotations the packages of its annotations, as in class files
     * @param classes how the names of its own types begin
     */
    Kind(String title, String artifact, String entrance, List<String> annotations, List<String> classes) {
        this.title = title;
        this.artifact = artifact;
        this.entrance = entrance;
        this.annotations = annotations;
        this.classes = classes;
    }

    /** The one whose annotation this is, by its internal name; null if it is of none. */
    static @Nullable Kind ofAnnotation(String internalName) {
        for (Kind kind : values()) {
            if (kind.annotations.stream().anyMatch(internalName::startsWith)) {
                return kind;
            }
        }
        return null;
    }

    /** The one of whose types this class is, by itself or by what it extends; null if it is of none. */
    static @Nullable Kind ofType(Class<?> type) {
        if (type.getModule().isNamed() || Throwable.class.isAssignableFrom(type)) {
            return null;
        }
        for (Kind kind : values()) {
            if (kind.classes.stream().anyMatch(type.getName()::startsWith)) {
                return kind;
            }
        }
        for (Class<?> implemented : type.getInterfaces()) {
            Kind kind = ofType(implemented);
            if (kind != null) {
                return kind;
            }
        }
        return type.getSuperclass() == null ? null : ofType(type.getSuperclass());
    }
}
