package dev.sluice.runner.process;

import dev.sluice.runner.access.JvmAccess;
import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.session.Host;
import dev.sluice.runner.start.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.IntSupplier;

/**
 * This process: what it was started with, and how it ends.
 *
 * <p>The JDK reads the environment once, at the first {@code System.getenv}. The runner never calls that, and changes the
 * C library's environment before the function's first class is loaded; so the function, and processes that it starts,
 * see the function's environment and nothing of the runner's.
 */
public final class RunnerProcess implements Host {

    /** The variables that are the runner's own. */
    private static final List<String> OWN = List.of(
            "SLUICE_SOCKET",
            "SLUICE_GATEWAY",
            "SLUICE_GATEWAY_CERTIFICATE",
            "SLUICE_RUNNER_TOKEN",
            "SLUICE_MEMORY_MIB",
            "SLUICE_CACHE",
            "SLUICE_RUNTIME_OPTIONS",
            "SLUICE_AWAITED",
            "SLUICE_JAVA_HOME",
            "MALLOC_ARENA_MAX",
            // What some shells leave behind when they run the start script.
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_");

    private static final Duration SHUTDOWN_HOOKS = Duration.ofSeconds(5);

    /** What the JVM itself says before it exits for want of memory; made before there is none left. */
    private static final byte[] OUT_OF_MEMORY =
            "Terminating due to java.lang.OutOfMemoryError\n".getBytes(StandardCharsets.US_ASCII);

    private final NativeProcess process = new NativeProcess();
    private final JvmAccess jvm = new JvmAccess();
    private final Application application = new Application(jvm);
    private final Carriers carriers = new Carriers(jvm.virtualThreadScheduler());

    /** The value of an environment variable, as the process was started with it. */
    public Optional<String> variable(String name) {
        return process.get(name);
    }

    /** Takes the runner's own variables out of the environment. They have been read: what follows is the function's. */
    public void forgetOwn() {
        OWN.forEach(process::remove);
    }

    @Override
    public void adopt(Map<String, String> environment) {
        setAll(environment);
        String zone = environment.get("TZ");
        if (zone != null) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
        }
        String language = EnvironmentLocale.chosen(environment);
        if (language != null) {
            EnvironmentLocale.parse(language).ifPresent(Locale::setDefault);
        }
    }

    @Override
    public void run(FunctionLoader loader) {
        application.is(loader);
    }

    @Override
    public void callsBegan(IntSupplier underWay) {
        carriers.callsBegan(underWay);
    }

    /** The same for a rehearsal and for an order, so that the one warms the other. */
    private void setAll(Map<String, String> environment) {
        environment.forEach(process::set);
    }

    /** This process for a session that is only a rehearsal: nothing changes, but the code for it is run. */
    public Host rehearsing() {
        return new Host() {
            @Override
            public void adopt(Map<String, String> environment) {
                setAll(environment);
                environment.keySet().forEach(process::remove);
            }

            @Override
            public void run(FunctionLoader loader) {
                application.rehearse(loader);
            }

            @Override
            public void callsBegan(IntSupplier underWay) {
                carriers.callsBegan(() -> 0);
            }

            @Override
            public void rest() {
                RunnerProcess.this.rest();
            }

            @Override
            public void drained() {}

            @Override
            public void outOfMemory() {
                RunnerProcess.this.outOfMemory();
            }
        };
    }

    /** Gives back memory: what is garbage, and what the JVM's compilers have left in the C library's heap. */
    @Override
    public void rest() {
        System.gc();
        process.trim();
    }

    /** Ends with 0 after the function's own shutdown hooks; they have 5 s. */
    @Override
    public void drained() {
        Thread exiting = Thread.currentThread();
        Thread limit = new Thread(() -> haltAfter(exiting), "sluice-halt");
        limit.setDaemon(true);
        limit.start();
        System.exit(ExitCode.DRAINED);
    }

    private void haltAfter(Thread exiting) {
        try {
            exiting.join(SHUTDOWN_HOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt(ExitCode.DRAINED);
    }

    /** Ends as the JVM does by {@code -XX:+ExitOnOutOfMemoryError}, so that a gateway knows it by the same signs. */
    @Override
    public void outOfMemory() {
        try (FileOutputStream own = new FileOutputStream(FileDescriptor.out)) {
            own.write(OUT_OF_MEMORY);
        } catch (IOException | OutOfMemoryError e) {
            // Nothing more can be said.
        }
        halt(ExitCode.OUT_OF_MEMORY);
    }

    /** Ends at once, without hooks of any kind. */
    public void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
