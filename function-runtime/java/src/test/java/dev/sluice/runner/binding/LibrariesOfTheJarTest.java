package dev.sluice.runner.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.loading.StartupProfile;
import dev.sluice.runner.support.Jars;
import jakarta.json.Json;
import jakarta.json.bind.Jsonb;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types with the annotations of a JSON library, or of its own, with the library in the jar and without. */
class LibrariesOfTheJarTest {

    private static final String JACKSON = "import com.fasterxml.jackson.annotation.*; ";
    private static final String GSON = "import com.google.gson.*; import com.google.gson.annotations.*; ";
    private static final String JSONB = "import jakarta.json.bind.annotation.*; ";
    private static final String SECRET = "@Retention(RetentionPolicy.RUNTIME) @JacksonAnnotationsInside @JsonIgnore";

    @TempDir
    private static Path folder;

    private static Path classes;
    private static final List<FunctionLoader> OPENED = new ArrayList<>();

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void giveBackTheThread() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @BeforeAll
    static void compile() {
        classes = Jars.compile(
                folder,
                "package a; public class F {}",
                "package a; " + JACKSON
                        + "public record R(@JsonProperty(\"first_name\") String first, @JsonIgnore String pw) {}",
                "package a; public class Plain { public int n = 1; public R r; public java.util.List<R> list; }",
                "package a; " + JACKSON + "@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = \"kind\")"
                        + " @JsonSubTypes(@JsonSubTypes.Type(value = Dog.class, name = \"dog\"))"
                        + " public interface Animal {}",
                "package a; public record Dog(int age) implements Animal {}",
                "package a; import java.util.*; public class Zoo { public List<Animal> list = List.of(new Dog(1));"
                        + " public Map<String, List<Animal>> map = Map.of(\"a\", List.of(new Dog(2)));"
                        + " public Animal[] array = { new Dog(3) }; }",
                "package a; public class Throwing { @com.fasterxml.jackson.annotation.JsonProperty public int getN() {"
                        + " throw new UnsupportedOperationException(\"in the getter\"); } }",
                "package a; " + GSON
                        + "public class Shadow extends G { @SerializedName(\"first_name\") public int n; }",
                "package a; " + JACKSON + "import java.lang.annotation.*; " + SECRET + " public @interface Secret {}",
                "package a; public class Composed { public String name = \"n\"; @Secret public String pw = \"p\"; }",
                "package a; " + JACKSON + "public class Base { @JsonIgnore public String pw = \"p\"; }",
                "package a; public class Derived extends Base { public String name = \"n\"; }",
                "package a; " + JACKSON + "public class Picky { public int n; private Picky(int n) { this.n = n; }"
                        + " @JsonCreator public static Picky of(@JsonProperty(\"n\") int n) {"
                        + " if (n < 0) throw new IllegalArgumentException(\"neg\");"
                        + " if (n > 9) throw new UnsupportedOperationException(\"big\"); return new Picky(n); } }",
                "package a; " + JACKSON
                        + "public class Unmakable { @JsonProperty public int n; public Unmakable(int n, int m) {} }",
                "package a; " + GSON + "public class G { @SerializedName(\"first_name\") public String first;"
                        + " public transient String pw = \"p\"; }",
                "package a; " + JSONB + "public class B { @JsonbProperty(\"first_name\") public String first;"
                        + " @JsonbTransient public String pw = \"p\"; }",
                "package a; public class Both { @com.google.gson.annotations.SerializedName(\"x\")"
                        + " @com.fasterxml.jackson.annotation.JsonProperty(\"x\") public int a; }",
                "package a; " + JACKSON + "public class Within { @JsonProperty(\"b\") public java.util.List<G> g; }",
                "package a; public class TwoLists { public java.util.Map<R, G> map; }",
                "package com.squareup.moshi; import java.lang.annotation.*;"
                        + " @Retention(RetentionPolicy.RUNTIME) public @interface Json { String name(); }",
                "package a; public class M { @com.squareup.moshi.Json(name = \"x\") public int a; }",
                "package a; " + JACKSON + "public enum Speed { @JsonProperty(\"fast\") FAST }",
                "package x.y; public class Keeps { private int secret = 1; public int shown = 2; }",
                "package x.y; public class Shows { private int n = 1; private boolean open = true;"
                        + " public int getN() { return n; } public boolean isOpen() { return open; } }",
                "package kotlin; public class Unit { public static final Unit INSTANCE = new Unit(); }",
                "package kotlin; public class Lazy { public int value = 1; }",
                "package a; public class WithSpeed { public Speed speed = Speed.FAST;"
                        + " public java.util.Map<Speed, Integer> map = java.util.Map.of(Speed.FAST, 1); }");
    }

    @AfterAll
    static void close() {
        OPENED.forEach(FunctionLoader::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.R | {\"first_name\":\"A\"} | {\"first_name\":\"A\"}",
                "a.Plain | {\"r\":{\"first_name\":\"A\"},\"list\":[{\"first_name\":\"B\"}]}"
                        + " | {\"n\":1,\"r\":{\"first_name\":\"A\"},\"list\":[{\"first_name\":\"B\"}]}",
                "a.Animal | {\"kind\":\"dog\",\"age\":3} | {\"kind\":\"dog\",\"age\":3}",
                "a.Composed | {} | {\"name\":\"n\"}",
                "a.Derived | {} | {\"name\":\"n\"}",
                "a.G | {\"first_name\":\"A\"} | {\"first_name\":\"A\"}",
                "a.B | {\"first_name\":\"A\"} | {\"first_name\":\"A\"}",
                "a.WithSpeed | {\"speed\":\"fast\",\"map\":{\"fast\":2}} | {\"speed\":\"fast\",\"map\":{\"fast\":2}}",
                "com.fasterxml.jackson.databind.JsonNode | {\"a\":[1,null]} | {\"a\":[1,null]}",
                "com.fasterxml.jackson.databind.node.ObjectNode | {\"a\":1.25} | {\"a\":1.25}",
                "com.google.gson.JsonObject | {\"a\":[1,\"é\"]} | {\"a\":[1,\"é\"]}",
                "com.google.gson.JsonElement | [1,{\"a\":null}] | [1,{\"a\":null}]",
                "a.Zoo | {} | {\"list\":[{\"kind\":\"dog\",\"age\":1}],\"map\":{\"a\":[{\"kind\":\"dog\",\"age\":2}]},"
                        + "\"array\":[{\"kind\":\"dog\",\"age\":3}]}",
                "jakarta.json.JsonObject | {\"a\":1} | {\"a\":1}",
                "jakarta.json.JsonValue | 5 | 5"
            })
    void theLibraryOfTheJarBinds(String type, String json, String written) throws Exception {
        Class<?> f = load("a.F", all());
        JsonBinder binder = new JsonBinder(f);
        Class<?> bound = Class.forName(type, true, f.getClassLoader());

        Object value = binder.type(bound).read(new StringReader(json));

        assertThat(value).isInstanceOf(bound);
        binder.prepareWriting(bound);
        assertThat(new String(binder.write(Objects.requireNonNull(value)), StandardCharsets.UTF_8))
                .isEqualTo(written);
        assertThat(binder.libraries()).isNotEmpty();
    }

    @Test
    void aListOfThemIsTheLibrarysAsAWhole() throws Exception {
        Class<?> f = load("a.F", all());
        JsonBinder binder = new JsonBinder(f);
        Type list = Class.forName("a.Plain", true, f.getClassLoader())
                .getField("list")
                .getGenericType();

        Object value = binder.type(list).read(new StringReader("[{\"first_name\":\"A\"}]"));

        assertThat(new String(binder.write(Objects.requireNonNull(value)), StandardCharsets.UTF_8))
                .isEqualTo("[{\"first_name\":\"A\"}]");
        assertThat(binder.libraries()).hasSize(1).first().asString().startsWith("Jackson 2.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.R | a.R carries annotations of Jackson, such as @JsonIgnore, but the library is not in the jar: put"
                        + " jackson-databind into it, or take the annotations away",
                "a.Plain | a.R carries annotations of Jackson, such as @JsonIgnore, but the library is not in the jar:"
                        + " put jackson-databind into it, or take the annotations away (in a.Plain.r)",
                "a.Composed | a.Composed carries annotations of Jackson, such as @JacksonAnnotationsInside, but the"
                        + " library is not in the jar: put jackson-databind into it, or take the annotations away",
                "a.G | a.G carries annotations of Gson, such as @SerializedName, but the library is not in the jar: put"
                        + " gson into it, or take the annotations away",
                "a.M | a.M carries @Json of a JSON library that is not asked here: take a String and bind it yourself,"
                        + " or annotate it for Jackson, Gson or JSON-B"
            })
    void withoutTheLibraryTheTypeIsRefused(String type, String why) throws Exception {
        for (List<Path> jars : List.of(List.of(classes), List.of(classes, jarOf(JsonProperty.class)))) {
            Class<?> bound = load(type, jars);
            JsonBinder binder = new JsonBinder(bound);

            assertThatThrownBy(() -> binder.type(bound)).hasMessage(why);
            assertThatThrownBy(() -> binder.prepareWriting(bound)).hasMessage(why);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.Both | a.Both carries annotations of two JSON libraries, @JsonProperty of Jackson and"
                        + " @SerializedName of Gson: keep those of one",
                "a.Within | a.Within is bound by Jackson VERSION, but a.G within it carries @SerializedName of Gson:"
                        + " keep the annotations of one",
                "a.TwoLists | Map<R, G> has parts that Jackson VERSION binds and parts that Gson binds (in"
                        + " a.TwoLists.map)"
            })
    void twoLibrariesInOneTypeAreRefused(String type, String why) throws Exception {
        Class<?> bound = load(type, all());
        String version = new ObjectMapper().version().toString();

        assertThatThrownBy(() -> new JsonBinder(bound).type(bound)).hasMessage(why.replace("VERSION", version));
    }

    @Test
    void whatDoesNotFitIsToldWithoutTheLibrarysWords() throws Exception {
        Class<?> bound = load("a.Picky", all());
        JsonType type = new JsonBinder(bound).type(bound);

        assertThatThrownBy(() -> type.read(new StringReader("{\"n\":\"x\"}")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body's field 'n' does not fit into Picky");
        assertThatThrownBy(() -> type.read(new StringReader("{\"n\":-1}")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body does not fit into Picky");
        assertThatThrownBy(() -> type.read(new StringReader("{\"n\":")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body is not complete JSON: it ends too early");
        assertThatThrownBy(() -> type.read(new StringReader("{\"n\":10}"))).isNotInstanceOf(BadInputException.class);
    }

    @Test
    void ofAnothersClassOnlyWhatItShowsIsData() throws Exception {
        Class<?> f = load("a.F", List.of(classes));
        JsonBinder binder = new JsonBinder(f);
        Class<?> keeps = Class.forName("x.y.Keeps", true, f.getClassLoader());
        Class<?> shows = Class.forName("x.y.Shows", true, f.getClassLoader());
        Class<?> lazy = Class.forName("kotlin.Lazy", true, f.getClassLoader());

        assertThatThrownBy(() -> binder.prepareWriting(keeps))
                .hasMessage(
                        "x.y.Keeps keeps its field secret to itself: it has no getter and no setter, and is not in the"
                                + " handler's package");
        assertThatThrownBy(() -> binder.prepareWriting(lazy))
                .hasMessage("kotlin.Lazy is a class of a library that has no form in JSON");
        assertThat(new String(binder.write(shows.getConstructor().newInstance()), StandardCharsets.UTF_8))
                .isEqualTo("{\"n\":1,\"open\":true}");
    }

    @Test
    void whatTheLibraryCouldNeverMakeIsRefused() throws Exception {
        Class<?> bound = load("a.Unmakable", all());

        assertThatThrownBy(() -> new JsonBinder(bound).type(bound))
                .isInstanceOf(UnbindableTypeException.class)
                .hasMessage("Jackson " + new ObjectMapper().version() + " cannot make a.Unmakable: it looks for a"
                        + " constructor without parameters or one with @JsonCreator");
    }

    @Test
    void aKeyOfAMapIsWhatTheLibraryMakesOfIt() throws Exception {
        Class<?> speed = load("a.Speed", all());
        Object fast = speed.getEnumConstants()[0];
        Object record = Class.forName("a.R", true, speed.getClassLoader())
                .getConstructor(String.class, String.class)
                .newInstance("A", "p");
        JsonBinder binder = new JsonBinder(speed);

        assertThat(new String(binder.write(List.of(Map.of(fast, 1))), StandardCharsets.UTF_8))
                .isEqualTo("[{\"fast\":1}]");
        assertThatThrownBy(() -> binder.write(Map.of(record, 1)))
                .isInstanceOf(NotSerialisableException.class)
                .hasMessageEndingWith("a map's key of type a.R cannot be the name of a member");
    }

    @Test
    void whatAGetterThrowsIsTheAuthors() throws Exception {
        Class<?> throwing = load("a.Throwing", all());
        Object value = throwing.getConstructor().newInstance();

        assertThatThrownBy(() -> new JsonBinder(throwing).write(value))
                .isInstanceOfSatisfying(
                        AuthorException.class,
                        e -> assertThat(e.thrown())
                                .hasRootCauseInstanceOf(UnsupportedOperationException.class)
                                .hasRootCauseMessage("in the getter"));
    }

    @Test
    void whatGsonSaysOfATypeIsToldWithoutItsAdvice() throws Exception {
        Class<?> shadow = load("a.Shadow", all());

        assertThatThrownBy(() -> new JsonBinder(shadow).prepareWriting(shadow))
                .hasMessage(
                        "Gson cannot bind a.Shadow: Class a.Shadow declares multiple JSON fields named 'first_name'");
    }

    private static List<Path> all() throws Exception {
        return List.of(
                classes,
                jarOf(JsonProperty.class),
                jarOf(JsonFactory.class),
                jarOf(ObjectMapper.class),
                jarOf(Gson.class),
                jarOf(Jsonb.class),
                jarOf(Json.class),
                jarOf(Class.forName("org.eclipse.yasson.JsonBindingProvider")),
                jarOf(Class.forName("org.eclipse.parsson.JsonProviderImpl")));
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Class<?> load(String name, List<Path> jars) throws Exception {
        FunctionLoader loader = FunctionLoader.open(
                jars, StartupProfile.NONE, LibrariesOfTheJarTest.class.getClassLoader(), Set.of("dev.sluice.function"));
        OPENED.add(loader);
        Thread.currentThread().setContextClassLoader(loader);
        return Class.forName(name, true, loader);
    }
}
