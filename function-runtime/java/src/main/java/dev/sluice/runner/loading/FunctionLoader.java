package dev.sluice.runner.loading;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads a function's classes from its own class path, in order. What it sees beyond that is the JDK and the function
 * API; classes that the class path bundles under the API's name are ignored in favour of the platform's. Thread-safe.
 *
 * <p>Its name, {@code function}, is the class loader name in stack traces.
 */
public final class FunctionLoader extends ClassLoader implements Closeable {

    static {
        registerAsParallelCapable();
    }

    /** What the JDK's own loaders answer for; to ask them for anything else costs an exception for each class. */
    private static final Set<String> JDK_PACKAGES = ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream())
            .collect(Collectors.toUnmodifiableSet());

    private final List<Path> classPath;
    private final List<Place> places;
    private final Set<String> shared;
    private final StartupProfile profile;
    private final Preload preload;
    private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());

    private record Place(ClassPathEntry entry, ProtectionDomain domain) {}

    /**
     * Opens the class path, and begins to load the classes of {@code profile} on a thread of its own.
     *
     * @param runner the loader that has the function API
     * @param shared the packages that are always the runner's
     * @throws BadClassPathException if an entry is missing or no jar; nothing stays open
     */
    public static FunctionLoader open(
            List<Path> classPath, StartupProfile profile, ClassLoader runner, Set<String> shared)
            throws BadClassPathException {
        List<ClassPathEntry> entries = new ArrayList<>();
        try {
            for (Path path : classPath) {
                entries.add(ClassPathEntry.of(path, profile.classes().isEmpty()));
            }
        } catch (BadClassPathException e) {
            entries.forEach(FunctionLoader::closeQuietly);
            throw e;
        }
        FunctionLoader loader = new FunctionLoader(classPath, entries, profile, runner, shared);
        loader.preload.start();
        return loader;
    }

    private FunctionLoader(
            List<Path> classPath,
            List<ClassPathEntry> entries,
            StartupProfile profile,
            ClassLoader runner,
            Set<String> shared) {
        super("function", new ApiLoader(runner, shared));
        this.classPath = List.copyOf(classPath);
        this.profile = profile;
        this.preload = new Preload(this, profile.classes());
        this.shared = Set.copyOf(shared);
        places = entries.stream()
                .map(entry -> new Place(
                        entry,
                        new ProtectionDomain(new CodeSource(entry.location(), (Certificate[]) null), null, this, null)))
                .toList();
    }

    /** What it was opened with. */
    public List<Path> classPath() {
        return classPath;
    }

    /** The manifest of the first entry; an empty one if there is none. */
    public Manifest manifest() {
        Manifest manifest = places.isEmpty() ? null : places.getFirst().entry().manifest();
        return manifest == null ? new Manifest() : manifest;
    }

    /** The binary names of the classes in the class path that are neither nested nor synthetic. */
    public Stream<String> classNames() {
        return places.stream()
                .flatMap(place -> place.entry().names())
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && name.indexOf('$') < 0)
                .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                .filter(name -> !name.endsWith("-info"))
                .distinct();
    }

    /** What is to be told of this start for later ones; empty where {@code profile} has told enough. */
    public Optional<StartupProfile> profile() {
        return profile.grownBy(loaded());
    }

    /** The classes of the function's own that are loaded, in the order in which they were; a bounded number of them. */
    List<String> loaded() {
        synchronized (loaded) {
            return List.copyOf(loaded);
        }
    }

    /** Waits until the jars that are read ahead have been read. */
    void awaitReading() throws InterruptedException {
        for (Place place : places) {
            place.entry().awaitReading();
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        int dot = name.lastIndexOf('.');
        String home = dot < 0 ? "" : name.substring(0, dot);
        if (JDK_PACKAGES.contains(home) || shared.contains(home)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            for (Place place : places) {
                byte[] bytes = place.entry().readClass(name);
                if (bytes != null) {
                    ensurePackage(name, place.entry());
                    Class<?> type = defineClass(name, bytes, 0, bytes.length, place.domain());
                    note(name);
                    return type;
                }
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name + " (its file cannot be read: " + e.getMessage() + ")", e);
        }
        throw new ClassNotFoundException(name);
    }

    private void note(String name) {
        if (loaded.size() < StartupProfile.MOST) {
            loaded.add(name);
        }
    }

    private void ensurePackage(String className, ClassPathEntry entry) {
        int dot = className.lastIndexOf('.');
        if (dot < 0) {
            return;
        }
        String name = className.substring(0, dot);
        if (getDefinedPackage(name) != null) {
            return;
        }
        Manifest manifest = entry.manifest();
        try {
            if (manifest == null) {
                definePackage(name, null, null, null, null, null, null, null);
            } else {
                Attributes main = manifest.getMainAttributes();
                definePackage(
                        name,
                        main.getValue(Attributes.Name.SPECIFICATION_TITLE),
                        main.getValue(Attributes.Name.SPECIFICATION_VERSION),
                        main.getValue(Attributes.Name.SPECIFICATION_VENDOR),
                        main.getValue(Attributes.Name.IMPLEMENTATION_TITLE),
                        main.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
                        main.getValue(Attributes.Name.IMPLEMENTATION_VENDOR),
                        null);
            }
        } catch (IllegalArgumentException e) {
            // Another thread has just defined it.
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        for (Place place : places) {
            URL url = place.entry().find(name);
            if (url != null) {
                return url;
            }
        }
        return null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        List<URL> urls = new ArrayList<>();
        for (Place place : places) {
            URL url = place.entry().find(name);
            if (url != null) {
                urls.add(url);
            }
        }
        return Collections.enumeration(urls);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        InputStream ofTheJdk = getPlatformClassLoader().getResourceAsStream(name);
        if (ofTheJdk != null) {
            return ofTheJdk;
        }
        try {
            for (Place place : places) {
                InputStream in = place.entry().open(name);
                if (in != null) {
                    return in;
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    @Override
    public void close() {
        preload.stop();
        places.forEach(place -> closeQuietly(place.entry()));
    }

    private static void closeQuietly(ClassPathEntry entry) {
        try {
            entry.close();
        } catch (IOException e) {
            // A jar that was only read has nothing to lose.
        }
    }
}
