package dev.sluice.gateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.protocol.Frame;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceOrdersTest {

    private static final Path CODE = Path.of("/store/code.jar");
    private static final Path FOLDER = Path.of("/run/r1.code");
    private static final Path LIBRARY = Path.of("/store/lib/a.jar");

    private final SecretStore secrets = new InMemorySecretStore(Clock.systemUTC());

    @Test
    void anOrderHasTheCodeFirstAndTheSecretsAsTheyAreNow() {
        InstanceOrders orders = new InstanceOrders((folder, digest) -> List.of(CODE, LIBRARY), secrets);
        secrets.put(new SecretName("db"), new SecretValue("old"));
        secrets.put(new SecretName("db"), new SecretValue("new"));

        Frame.Specialise order = orders.order(version(), FOLDER);

        assertThat(order.classPath()).containsExactly(CODE.toString(), LIBRARY.toString());
        assertThat(order.environment()).isEqualTo(Map.of("COLOUR", "blue", "DB_PASSWORD", "new"));
        assertThat(order.timeoutMillis()).isEqualTo(2_000);
        assertThat(order.concurrency()).isEqualTo(100);
    }

    @Test
    void aSecretThatIsGoneIsNamed() {
        InstanceOrders orders = new InstanceOrders((folder, digest) -> List.of(CODE), secrets);

        assertThatThrownBy(() -> orders.order(version(), FOLDER))
                .hasMessage(
                        "the secret 'db' that shop@3 uses is gone: make it with 'sluice secret set db' or PUT /secrets/db");
    }

    @Test
    void codeThatIsGoneIsNamed() {
        InstanceOrders orders = new InstanceOrders((folder, digest) -> List.of(), secrets);

        assertThatThrownBy(() -> orders.order(version(), FOLDER))
                .hasMessageStartingWith("the code of shop@3 (sha256:aaaa")
                .hasMessageEndingWith("is not in the store any more: deploy it again");
    }

    private static FunctionVersion version() {
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("java25"),
                "com.example.Shop",
                FunctionSpec.DEFAULT_MEMORY,
                Duration.ofSeconds(2),
                Scaling.DEFAULT,
                Map.of("COLOUR", "blue"),
                Map.of("DB_PASSWORD", "db"),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(new FunctionName("shop"), 3, new Digest("a".repeat(64)), spec, Instant.EPOCH);
    }
}
