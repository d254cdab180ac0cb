package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorKinds;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static final String SERVICE = "META-INF/services/" + DecoratorKind.class.getName();

    private final ClassLoader api;
    private final List<String> complaints = new ArrayList<>();

    private DecoratorJars(ClassLoader gateway) {
        this.api = new ApiLoader(gateway);
    }

    /**
     * What came of loading.
     *
     * @param kinds those there were, and those of the jars
     * @param complaints a sentence for each jar that cannot be used
     */
    public record Loaded(DecoratorKinds kinds, List<String> complaints) {
        public Loaded {
            complaints = List.copyOf(complaints);
        }
    }

    /** Adds the kinds of the jars in {@code folder}, which need not exist, to {@code known}, which win. */
    public static Loaded load(Path folder, DecoratorKinds known) {
        DecoratorJars jars = new DecoratorJars(DecoratorJars.class.getClassLoader());
        DecoratorKinds kinds = known;
        for (Path jar : jars.list(folder)) {
            kinds = jars.add(jar, kinds);
        }
        return new Loaded(kinds, jars.complaints);
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
                all = all.plus(new JarKind<>((DecoratorKind<?>) kind, loader), "decorators/" + jar.getFileName());
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
