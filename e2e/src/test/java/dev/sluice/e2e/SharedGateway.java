package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one gateway that all of them share, for those that leave it whole. With {@code -Dsluice.e2e.pair=true} there are
 * two on one folder: one is managed, the functions are called at the other, and behind each class one of them is killed and
 * comes back, and both change their parts.
 *
 * <p>The classes that start gateways of their own run as they are, because they are of one gateway:
 *
 * <ul>
 *   <li>how it ends and starts again, and what is left then: {@code CrashTest}, {@code DrainTest}, {@code DeploymentTest} in part,
 *       {@code DecoratorTest} in part, {@code ManyFunctionsTest}, {@code OldHomeTest}, {@code FaultsTest}, {@code FullDiskTest};
 *   <li>its own settings or runtimes: {@code RunnersOverTlsTest}, {@code SecondRuntimeTest}, {@code SilentConnectionsTest}, {@code
 *       TraceTest}, {@code ReleaseTest};
 *   <li>jars that lie in its folder before it starts: {@code DecoratorJarTest}, {@code DocsTest}, and what their pages show is one
 *       gateway's;
 *   <li>all its users, who must be nobody else's: {@code TwoFactorOnTheWireTest}.
 * </ul>
 *
 * {@code TwoGatewaysTest} has a pair in every run.
 */
final class SharedGateway implements ParameterResolver, AfterAllCallback {

    private static final boolean PAIR = Boolean.getBoolean("sluice.e2e.pair");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).managed();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        shared(context).classEnded();
    }

    private static Holder shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedGateway.class))
                .getOrComputeIfAbsent(Holder.class);
    }

    /** Ends the gateways when the last test is over. */
    static final class Holder implements AutoCloseable {

        private final Path folder;
        private final List<Gateway> gateways;
        private int classes;

        Holder() throws IOException {
            folder = Files.createTempDirectory("sluice-e2e");
            gateways = PAIR
                    ? List.of(onSharedFolder("one"), onSharedFolder("two"))
                    : List.of(Gateway.start(folder.resolve("home"), Map.of()));
            divideParts();
        }

        private Gateway onSharedFolder(String home) {
            return Gateway.start(
                    folder.resolve(home),
                    Map.of(Gateway.SHARED_FOLDER, folder.resolve("shared").toString()));
        }

        /** The one that is managed by the next class. */
        Gateway managed() {
            return gateways.get(classes % gateways.size());
        }

        private void divideParts() {
            Gateway called = gateways.get((classes + 1) % gateways.size());
            gateways.forEach(gateway -> gateway.callAt(called));
        }

        void classEnded() {
            gateways.forEach(gateway -> gateway.log().assertQuiet());
            if (PAIR) {
                // Each is killed in either part, one after the other.
                Gateway killed = gateways.get(classes / 2 % 2);
                Gateway other = gateways.get(1 - classes / 2 % 2);
                String before = functions(killed);
                killed.kill9();
                check(before, functions(other));
                killed.restart();
                check(before, functions(killed));
            }
            classes++;
            divideParts();
        }

        /** All functions as a gateway tells them, but for the port in their addresses. */
        private static String functions(Gateway gateway) {
            return gateway.manage("GET", "/functions?limit=1000").body().replace(":" + gateway.port() + "/", ":0/");
        }

        private static void check(String before, String after) {
            if (!after.equals(before)) {
                throw new AssertionError(
                        "a gateway was killed that told these functions:\n" + before + "\nnow they are\n" + after);
            }
        }

        @Override
        public void close() throws IOException {
            gateways.forEach(Gateway::close);
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
