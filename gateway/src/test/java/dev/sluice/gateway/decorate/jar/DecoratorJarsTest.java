package dev.sluice.gateway.decorate.jar;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.KindInfo;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.testkit.ArchitectureRules;
import dev.sluice.testkit.catalog.Functions;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.Sites;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoratorJarsTest {

    private static final DecoratorKinds BUILT_IN = DecoratorKinds.load(DecoratorJarsTest.class.getClassLoader());
    private static final FunctionVersion GREETED =
            Functions.decorated(Functions.version("hello", 1), 2, new DecoratorSpec("greet", Map.of()));
    private static final String HELLO = UserJar.saying("settings.text()");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Sites sites = new Sites();

    private DecoratorJars.Loaded load() {
        return DecoratorJars.load(folder, BUILT_IN);
    }

    /** What the decorator answers to a call. */
    private String called(DecoratorKinds kinds, String name) {
        return called(kinds, new DecoratorSpec(name, Map.of())).text();
    }

    private HeardCall called(DecoratorKinds kinds, DecoratorSpec spec) {
        DecoratorSite site = sites.site(spec.name());
        if (kinds.bind(spec, "decorators[0]")
                instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            Decorator decorator = bound.make(site);
            HeardCall call = HeardCall.of(
                    DecoratorChain.compile(List.of(new PlacedDecorator(site, decorator)), new PlayedFunction()),
                    Invocations.post("{}"));
            call.outcome();
            return call;
        }
        throw new AssertionError("there is no " + spec.name() + " in " + kinds.names());
    }

    /** The only complaint, without the jar and what to do, which are the same in all. */
    private String complaint(String jar) {
        DecoratorJars.Loaded loaded = load();
        assertThat(loaded.complaints()).hasSize(1);
        String start = "The decorators of " + folder.resolve(jar) + " are left out: ";
        String end = ". Mend the jar or take it away, and start the gateway again.";
        String complaint = loaded.complaints().getFirst();
        assertThat(complaint).startsWith(start).endsWith(end);
        assertThat(loaded.kinds().names()).isEqualTo(BUILT_IN.names());
        return complaint.substring(start.length(), complaint.length() - end.length());
    }

    @Test
    void aFolderThatIsNotThereHasNoJars() {
        DecoratorJars.Loaded loaded = DecoratorJars.load(folder.resolve("none"), BUILT_IN);

        assertThat(loaded.kinds().names()).isEqualTo(BUILT_IN.names());
        assertThat(loaded.complaints()).isEmpty();
    }

    @Test
    void theDecoratorsOfAJarAreThereWithItsNameAndTheirSettings() throws Exception {
        UserJar.withKind("greet", "Greet", "", HELLO).write(folder.resolve("greet.jar"));
        Files.writeString(folder.resolve("notes.txt"), "not a jar");

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.complaints()).isEmpty();
        KindInfo greet = loaded.kinds().describe("greet").orElseThrow();
        assertThat(greet.origin()).isEqualTo("decorators/greet.jar");
        assertThat(greet.summary()).isEqualTo("Says something.");
        assertThat(greet.settings().getFirst().otherwise()).isEqualTo("hello");
        assertThat(called(loaded.kinds(), "greet")).isEqualTo("hello");
    }

    @Test
    void aJarThatAnOlderBuildWasMadeForStillWorks() throws Exception {
        String old = "stamp-built-against-d1f611e.jar";
        try (InputStream jar = DecoratorJarsTest.class.getResourceAsStream("/decorators/" + old)) {
            Files.copy(Objects.requireNonNull(jar), folder.resolve(old));
        }
        sites.secret("stamp-key", "s3cret");

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.complaints()).isEmpty();
        for (Map<String, Object> settings :
                List.<Map<String, Object>>of(Map.of("by", "shop"), Map.of("by", "shop", "key", "stamp-key"))) {
            HeardCall call = called(loaded.kinds(), new DecoratorSpec("stamp", settings));
            assertThat(call.headers().first("Stamp").orElseThrow()).startsWith("by=\"shop\", at=\"1970-");
        }
    }

    @Test
    void theDecoratorOfThePageWorks() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("sluice.root"), "docs/decorators-java.md"));
        String begin = "```java /tmp/quiet/QuietHours.java\n";
        String source = page.substring(page.indexOf(begin) + begin.length());
        new UserJar()
                .source("quiet.QuietHours", source.substring(0, source.indexOf("```")))
                .service("quiet.QuietHours")
                .write(folder.resolve("quiet-hours.jar"));

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.complaints()).isEmpty();
        assertThat(called(loaded.kinds(), "quiet-hours")).contains("\"quiet_hours\"", "Call again after 6:00 UTC.");
    }

    @Test
    void aJarMayHaveSeveralAndOneThatCannotBeUsedTakesNoOtherJarWithIt() throws Exception {
        UserJar.withKind("one", "One", "", HELLO)
                .kind("two", "Two", "", HELLO)
                .service("demo.One", "demo.Two")
                .write(folder.resolve("b.jar"));
        Files.writeString(folder.resolve("a.jar"), "no jar at all");
        Files.writeString(folder.resolve("c.jar"), "");

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.complaints()).hasSize(2);
        assertThat(called(loaded.kinds(), "one")).isEqualTo("hello");
        assertThat(called(loaded.kinds(), "two")).isEqualTo("hello");
    }

    @Test
    void aJarHasItsOwnLibrariesAlsoInAnotherVersionThanTheGateway() throws Exception {
        UserJar.withKind("own", "Own", "", UserJar.saying("new com.fasterxml.jackson.databind.ObjectMapper().whose()"))
                .source("com.fasterxml.jackson.databind.ObjectMapper", """
                        package com.fasterxml.jackson.databind;
                        public class ObjectMapper { public String whose() { return "the jar's"; } }
                        """)
                .write(folder.resolve("own.jar"));

        assertThat(called(load().kinds(), "own")).isEqualTo("the jar's");
    }

    @Test
    void aJarSeesNothingOfTheGateway() throws Exception {
        UserJar.withKind("spy", "Spy", "", UserJar.saying("sees()") + """
                private static String sees() {
                    StringBuilder seen = new StringBuilder();
                    for (String name : new String[] {"dev.sluice.gateway.decorate.Decorations", "io.vertx.core.Vertx",
                            "dev.sluice.core.catalog.SecretStore", "dev.sluice.decorators.auth.AuthKind",
                            "com.fasterxml.jackson.databind.ObjectMapper", "dev.sluice.core.problem.Problem", "java.sql.Driver"}) {
                        try {
                            seen.append(Class.forName(name).getSimpleName()).append(' ');
                        } catch (ClassNotFoundException e) {
                            // It is not seen.
                        }
                    }
                    return seen + "" + Spy.class.getClassLoader().getResource("application.properties");
                }
                """).write(folder.resolve("spy.jar"));

        assertThat(called(load().kinds(), "spy")).isEqualTo("Problem Driver null");
    }

    @Test
    void whatAJarSeesNeedsNothingThatItDoesNotSee() {
        JavaClasses core = ArchitectureRules.production("dev.sluice.core");

        assertThat(core.stream()
                        .filter(type -> ApiLoader.shows(type.getName()))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getName())
                        .filter(name -> name.startsWith("dev.sluice."))
                        .filter(name -> !ApiLoader.shows(name)))
                .isEmpty();
    }

    @Test
    void librariesThatLookForClassesByTheThreadFindTheJars() throws Exception {
        String loader = "Thread.currentThread().getContextClassLoader() == Where.class.getClassLoader()";
        UserJar.withKind("where", "Where", "made = " + loader + ";", """
                        private final boolean made;

                        public Decorator make(Settings settings, DecoratorSite site) {
                            boolean making = %1$s;
                            return new WholeDecorator(site, (request, next) -> Reply.own(
                                Answer.of(200, Headers.EMPTY, (made + " " + making + " " + (%1$s)).getBytes()), "said"));
                        }
                        """.formatted(loader))
                .write(folder.resolve("where.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThat(called(load().kinds(), "where")).isEqualTo("true true true");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void whatIsNoJarIsTold() throws Exception {
        Files.writeString(folder.resolve("broken.jar"), "PK, but not quite");

        assertThat(complaint("broken.jar")).startsWith("it cannot be read as a jar: ");
    }

    @Test
    void aJarThatNamesNoDecoratorIsTold() throws Exception {
        new UserJar().file("readme.txt", new byte[0]).write(folder.resolve("none.jar"));

        assertThat(complaint("none.jar"))
                .isEqualTo("it has no file META-INF/services/dev.sluice.core.decorator.DecoratorKind, which names its"
                        + " decorators");
    }

    @Test
    void aServiceFileWithoutAClassIsTold() throws Exception {
        new UserJar().service("# later").write(folder.resolve("empty.jar"));

        assertThat(complaint("empty.jar"))
                .isEqualTo("its file META-INF/services/dev.sluice.core.decorator.DecoratorKind names no class");
    }

    @Test
    void aServiceFileThatNamesAClassThatIsNotThereIsTold() throws Exception {
        new UserJar().service("demo.Nobody").write(folder.resolve("nobody.jar"));

        assertThat(complaint("nobody.jar"))
                .isEqualTo("dev.sluice.core.decorator.DecoratorKind: Provider demo.Nobody not found");
    }

    @Test
    void aNameThatIsTakenIsTold() throws Exception {
        UserJar.withKind("headers", "Mine", "", HELLO).write(folder.resolve("mine.jar"));

        assertThat(complaint("mine.jar"))
                .isEqualTo("it has a decorator 'headers', and there is one of that name already, from sluice");
    }

    @Test
    void aNameThatAnEarlierJarHasIsTold() throws Exception {
        UserJar.withKind("greet", "Greet", "", HELLO).write(folder.resolve("a.jar"));
        UserJar.withKind("greet", "Greet", "", HELLO).write(folder.resolve("b.jar"));

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.kinds().describe("greet").orElseThrow().origin()).isEqualTo("decorators/a.jar");
        assertThat(loaded.complaints())
                .singleElement()
                .asString()
                .contains("there is one of that name already, from decorators/a.jar");
    }

    @Test
    void aConstructorThatThrowsIsTold() throws Exception {
        UserJar.withKind("greet", "Greet", "if (true) throw new IllegalStateException(\"no such file\");", HELLO)
                .write(folder.resolve("throws.jar"));

        assertThat(complaint("throws.jar"))
                .isEqualTo("dev.sluice.core.decorator.DecoratorKind: Provider demo.Greet could not be instantiated,"
                        + " because java.lang.IllegalStateException: no such file");
    }

    @Test
    void aClassForANewerJavaIsTold() throws Exception {
        UserJar.withKind("greet", "Greet", "", HELLO).write(folder.resolve("newer.jar"), 99);

        assertThat(complaint("newer.jar"))
                .startsWith("it was compiled for a newer Java than the gateway's, which is "
                        + Runtime.version().feature() + " (demo/Greet ");
    }

    @Test
    void aClassThatIsMissingInTheJarIsTold() throws Exception {
        UserJar.withKind("greet", "Greet", "new lib.Missing();", HELLO)
                .source("lib.Missing", "package lib; public class Missing {}")
                .without("lib.Missing")
                .write(folder.resolve("thin.jar"));

        assertThat(complaint("thin.jar"))
                .endsWith("it needs the class lib.Missing, which is not in it; a decorator sees the JDK, the decorator"
                        + " classes of sluice-decorator-api, and its own jar");
    }

    @Test
    void aClassThatIsMissingOnlyWhenTheDecoratorIsMadeIsAFaultOfTheDeployment() throws Exception {
        UserJar.withKind(
                        "greet",
                        "Greet",
                        "",
                        HELLO.replace("return new HeadDecorator", "new lib.Missing(); return new HeadDecorator"))
                .source("lib.Missing", "package lib; public class Missing {}")
                .without("lib.Missing")
                .write(folder.resolve("thin.jar"));
        DecoratorJars.Loaded loaded = load();
        Decorations decorations =
                new Decorations(loaded.kinds(), function -> sites.site("greet").services());

        assertThat(loaded.complaints()).isEmpty();
        assertThat(decorations.make(GREETED))
                .isEqualTo(new Decoration.Broken(List.of(new SpecProblem(
                        "decorators[0].greet", "it failed with java.lang.NoClassDefFoundError: lib/Missing", ""))));
    }

    @Test
    void oneThatMakesNothingIsAFaultOfTheDeployment() throws Exception {
        UserJar.withKind("greet", "Greet", "", "public Decorator make(Settings s, DecoratorSite site) { return null; }")
                .write(folder.resolve("nothing.jar"));
        Decorations decorations =
                new Decorations(load().kinds(), function -> sites.site("greet").services());

        assertThat(decorations.make(GREETED))
                .isEqualTo(new Decoration.Broken(List.of(new SpecProblem(
                        "decorators[0].greet",
                        "it failed with java.lang.NullPointerException: it should make a decorator and made nothing",
                        ""))));
    }

    @Test
    void traitsThatFailCostNoMoreThanWarnings() throws Exception {
        UserJar.withKind("greet", "Greet", "", HELLO + """
                        public java.util.Set<Trait> traits(Settings settings) { throw new IllegalStateException("no"); }
                        """).write(folder.resolve("traits.jar"));
        Decorations decorations =
                new Decorations(load().kinds(), function -> sites.site("greet").services());

        assertThat(decorations.warnings(GREETED.spec())).isEmpty();
        assertThat(decorations.make(GREETED)).isInstanceOf(Decoration.Ready.class);
    }

    @Test
    void settingsThatCannotBeReadAreTold() throws Exception {
        UserJar.withKind("greet", "Greet", "", HELLO.replace("settings.text()", "\"x\""))
                .source("demo.Greet", """
                        package demo;
                        import dev.sluice.core.decorator.*;
                        import dev.sluice.core.settings.Setting;
                        public final class Greet implements DecoratorKind<Greet.Settings> {
                            public record Settings(@Setting("a thread") Thread thread) {}
                            public String name() { return "greet"; }
                            public String summary() { return "Says something."; }
                            public Class<Settings> settings() { return Settings.class; }
                            public String example() { return "- greet"; }
                            public Decorator make(Settings settings, DecoratorSite site) { return null; }
                        }
                        """)
                .write(folder.resolve("settings.jar"));

        assertThat(complaint("settings.jar")).contains("Thread");
    }

    @Test
    void aNameThatNoSpecCouldHaveAndAMissingSummaryAreTold() throws Exception {
        UserJar.withKind("Greet!", "Greet", "", HELLO).write(folder.resolve("name.jar"));
        assertThat(complaint("name.jar")).startsWith("'Greet!' cannot be the name of a decorator: 1 to 63 lower-case");
        Files.delete(folder.resolve("name.jar"));

        UserJar.withKind("greet", "Greet", "", HELLO)
                .replacing("\"Says something.\"", "\"\"")
                .write(folder.resolve("dumb.jar"));
        assertThat(complaint("dumb.jar")).isEqualTo("its decorator 'greet' has no summary or no example");
    }

    @Test
    void moreJarsThanAreLookedAtAreTold() throws Exception {
        for (int i = 0; i < 101; i++) {
            Files.createFile(folder.resolve("x" + (100 + i) + ".jar"));
        }
        Files.delete(folder.resolve("x200.jar"));
        UserJar.withKind("greet", "Greet", "", HELLO).write(folder.resolve("y.jar"));

        DecoratorJars.Loaded loaded = load();

        assertThat(loaded.complaints().getFirst())
                .isEqualTo("The folder " + folder + " has 101 jars: only the first 100 are looked at.");
        assertThat(loaded.kinds().describe("greet")).isEmpty();
    }
}
