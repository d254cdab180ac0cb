package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one gateway that all of them share, for those that leave it whole. With {@code -Dsluice.pair=true} a second one
 * shares its folder, and must follow all that they do without a complaint.
 */
final class SharedGateway implements ParameterResolver, AfterAllCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        shared(context).log().assertQuiet();
    }

    private static Gateway shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedGateway.class))
                .getOrComputeIfAbsent(Holder.class)
                .gateway;
    }

    /** Ends the gateway when the last test is over. */
    static final class Holder implements AutoCloseable {

        private final Path home;
        private final Gateway gateway;
        private final Optional<Gateway> second;

        Holder() throws IOException {
            home = Files.createTempDirectory("sluice-e2e");
            gateway = Gateway.start(home.resolve("home"), Map.of());
            second = Boolean.getBoolean("sluice.pair")
                    ? Optional.of(Gateway.start(
                            home.resolve("second"),
                            Map.of("sluice.shared-folder", home.resolve("home").toString())))
                    : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            gateway.close();
            second.ifPresent(Gateway::close);
            try (Stream<Path> all = Files.walk(home)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
