package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorKinds;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Loads kinds of decorators from the jars of a folder, once, when the gateway starts. A jar names its kinds in {@code
 * META-INF/services/dev.sluice.core.decorator.DecoratorKind} and has its libraries inside. One that cannot be used is
 * complained about and left out, with all that it has; the others are there.
 */
public final class DecoratorJars {

    /** How many jars are looked at. */
    private static final int MOST = 100;

    /** How long a thread may stay inside of a jar's code. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String SERVICE = "META-INF/services/" + DecoratorKind.class.getName();

    private final ClassLoader api;
    private final List<String> complaints = new ArrayList<>();
    private final List<JarThreads> threads = new ArrayList<>();

    private DecoratorJars(ClassLoader gateway) {
        this.api = new ApiLoader(gateway);
    }

    /**
     * What came of loading. Kinds may be switched off later, when threads of theirs do not come back.
     *
     * @param kinds those there were, and those of the jars
     */
    public record Loaded(DecoratorKinds kinds, List<String> refused, List<JarThreads> threads) {
        public Loaded {
            refused = List.copyOf(refused);
            threads = List.copyOf(threads);
        }

        /** A sentence for each jar that cannot be used, and for each kind that is switched off. */
        public List<String> complaints() {
            return Stream.concat(
                            refused.stream(),
                            threads.stream().map(JarThreads::off).flatMap(Optional::stream))
                    .toList();
        }

        /** Looks after the threads of the jars; to be called every second or so. */
        public void look(long nanos) {
            threads.forEach(each -> each.look(nanos));
        }
    }

    /** Adds the kinds of the jars in {@code folder}, which need not exist, to {@code known}, which win. */
    public static Loaded load(Path folder, DecoratorKinds known) {
        DecoratorJars jars = new DecoratorJars(DecoratorJars.class.getClassLoader());
        DecoratorKinds kinds = known;
        for (Path jar : jars.list(folder)) {
            kinds = jars.add(jar, kinds);
        }
        return new Loaded(kinds, jars.complaints, jars.threads);
    }

    private List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.size() > MOST) {
                complaints.add("The folder " + folder + " has " + jars.size() + " jars: only the first " + MOST
                        + " are looked at.");
            }
            return jars.subList(0, Math.min(MOST, jars.size()));
        } catch (IOException e) {
            complaints.add("The folder " + folder + " cannot be read: " + e + ".");
            return List.of();
        }
    }

    /** The kinds with those of {@code jar}; the same if it cannot be used. */
    private DecoratorKinds add(Path jar, DecoratorKinds known) {
        try {
            return known(jar, known);
        } catch (IOException e) {
            return refuse(jar, known, "it cannot be read as a jar: " + e.getMessage());
        } catch (RuntimeException | ServiceConfigurationError | LinkageError | StackOverflowError | AssertionError e) {
            return refuse(jar, known, Unusable.why(e));
        }
    }

    @SuppressWarnings("rawtypes") // a service is looked up by its raw class
    private DecoratorKinds known(Path jar, DecoratorKinds known) throws IOException {
        if (!namesKinds(jar)) {
            return refuse(jar, known, "it has no file " + SERVICE + ", which names its decorators");
        }
        // Its classes are used as long as the gateway lives, and so is this.
        URLClassLoader loader = new URLClassLoader(
                "decorator-jar-" + jar.getFileName(), new URL[] {jar.toUri().toURL()}, api);
        DecoratorKinds kinds = JarKind.within(loader, () -> {
            DecoratorKinds all = known;
            for (DecoratorKind kind : ServiceLoader.load(DecoratorKind.class, loader)) {
                String origin = "decorators/" + jar.getFileName();
                JarThreads own = new JarThreads(kind.name(), origin, loader, PATIENCE);
                all = all.plus(new JarKind<>((DecoratorKind<?>) kind, own), origin);
                threads.add(own);
            }
            return all;
        });
        return kinds == known ? refuse(jar, known, "its file " + SERVICE + " names no class") : kinds;
    }

    private static boolean namesKinds(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(SERVICE) != null;
        }
    }

    private DecoratorKinds refuse(Path jar, DecoratorKinds known, String why) {
        complaints.add("The decorators of " + jar + " are left out: " + why
                + ". Mend the jar or take it away, and start the gateway again.");
        return known;
    }
}
