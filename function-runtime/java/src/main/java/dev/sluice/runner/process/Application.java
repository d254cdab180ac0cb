package dev.sluice.runner.process;

import dev.sluice.runner.access.JvmAccess;
import dev.sluice.runner.loading.FunctionLoader;
import java.io.File;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the JDK takes for the application of this JVM: the runner until there is a function, whose class loader then is the
 * system class loader, whose class path is {@code java.class.path}, and whose manifest opens packages of the JDK as
 * {@code java -jar} would have it.
 */
final class Application {

    private static final String CLASS_PATH = "java.class.path";
    private static final String API = "sluice-function-api.jar";

    private final JvmAccess jvm;
    private final ClassLoader runner = ClassLoader.getSystemClassLoader();
    private final String runnersPath = System.getProperty(CLASS_PATH, "");

    Application(JvmAccess jvm) {
        this.jvm = jvm;
    }

    /** From now on it is this one. */
    void is(FunctionLoader loader) {
        open(loader.manifest());
        System.setProperty(CLASS_PATH, classPath(loader));
        jvm.applicationLoader(loader);
    }

    /** The same, and at once back to the runner. */
    void rehearse(FunctionLoader loader) {
        is(loader);
        jvm.applicationLoader(runner);
        System.setProperty(CLASS_PATH, runnersPath);
    }

    /** The function's own class path, and the function API at its end, which a child JVM may need. */
    private String classPath(FunctionLoader loader) {
        Stream<String> own = loader.classPath().stream().map(Path::toString);
        Stream<String> api = Stream.of(runnersPath.split(File.pathSeparator)).filter(entry -> entry.endsWith(API));
        return Stream.concat(own, api).collect(Collectors.joining(File.pathSeparator));
    }

    private void open(Manifest manifest) {
        Attributes attributes = manifest.getMainAttributes();
        each(attributes.getValue("Add-Exports"), jvm::addExports);
        each(attributes.getValue("Add-Opens"), jvm::addOpens);
    }

    private interface Grant {
        void give(Module module, String packageName);
    }

    /** Names that the JDK does not have are passed over, as {@code java -jar} does. */
    private static void each(@org.jspecify.annotations.Nullable String modulesAndPackages, Grant grant) {
        if (modulesAndPackages == null) {
            return;
        }
        for (String text : modulesAndPackages.strip().split("\\s+")) {
            String[] parts = text.split("/", 2);
            if (parts.length == 2) {
                ModuleLayer.boot()
                        .findModule(parts[0])
                        .filter(module -> module.getPackages().contains(parts[1]))
                        .ifPresent(module -> grant.give(module, parts[1]));
            }
        }
    }
}
