package dev.sluice.gateway.decorate.jar;

import java.util.List;

/**
 * Lets the classes of a jar see the JDK and what decorators are written against, and nothing else of the gateway: neither
 * its own classes nor its libraries, so that theirs cannot clash with them.
 */
final class ApiLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** The packages of {@code sluice-decorator-api}, and the classes of it that stand in others. */
    private static final List<String> API = List.of(
            "dev.sluice.core.decorator.",
            "dev.sluice.core.event.",
            "dev.sluice.core.function.",
            "dev.sluice.core.invocation.",
            "dev.sluice.core.json.",
            "dev.sluice.core.problem.",
            "dev.sluice.core.settings.",
            "dev.sluice.core.state.",
            "dev.sluice.core.time.",
            "dev.sluice.core.catalog.SecretValue",
            "dev.sluice.core.catalog.StorageException",
            "dev.sluice.core.loop.Serial");

    private final ClassLoader gateway;

    ApiLoader(ClassLoader gateway) {
        super("sluice-decorator-api", getPlatformClassLoader());
        this.gateway = gateway;
    }

    /** Called for what the JDK does not have. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (shows(name)) {
            return gateway.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    /** Whether it is one of the classes that decorators are written against. */
    static boolean shows(String name) {
        return API.stream().anyMatch(name::startsWith);
    }
}
