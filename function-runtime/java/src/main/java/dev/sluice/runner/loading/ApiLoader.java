package dev.sluice.runner.loading;

import java.util.Set;

/** The parent of every function's loader: the JDK, and of the runner only the packages that it shares. */
final class ApiLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader runner;
    private final Set<String> packages;

    ApiLoader(ClassLoader runner, Set<String> packages) {
        super("function-api", getPlatformClassLoader());
        this.runner = runner;
        this.packages = Set.copyOf(packages);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        int dot = name.lastIndexOf('.');
        if (name.startsWith("dev.sluice.") && packages.contains(name.substring(0, dot))) {
            return runner.loadClass(name);
        }
        return getPlatformClassLoader().loadClass(name);
    }
}
