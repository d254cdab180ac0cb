package dev.sluice.runner.support;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A runtime's folder as the build makes it, out of what a test runs with. */
public final class RunnerFolder {

    private RunnerFolder() {}

    public static Path assembled(Path target) throws IOException {
        Path lib = Files.createDirectories(target.resolve("lib"));
        for (String name : List.of("start", "prepare", "options")) {
            Files.copy(Path.of("src/main/runtime", name), target.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        place(origin(dev.sluice.runner.Main.class), lib.resolve("sluice-runner-java.jar"));
        place(origin(Frame.class), lib.resolve("sluice-core.jar"));
        place(origin(Headers.class), lib.resolve("sluice-decorator-api.jar"));
        place(origin(dev.sluice.function.Handler.class), lib.resolve("sluice-function-api.jar"));
        place(origin(dev.sluice.runner.socket.SocketLink.class), lib.resolve("sluice-runner-link.jar"));
        place(origin(dev.sluice.runner.access.JvmAccess.class), lib.resolve("sluice-runner-access.jar"));
        place(origin(com.google.gson.Gson.class), lib.resolve("gson.jar"));
        return target;
    }

    private static void place(Path from, Path jar) throws IOException {
        if (Files.isDirectory(from)) {
            Jars.jar(from, jar, name -> true);
        } else {
            Files.copy(from, jar);
        }
    }

    private static Path origin(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
