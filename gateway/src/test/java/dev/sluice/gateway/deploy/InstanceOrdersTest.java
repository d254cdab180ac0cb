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
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.egress.InstanceEgress;
import dev.sluice.gateway.security.InstanceTokens;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceOrdersTest {

    private static final String CODE = "code.jar";
    private static final RunnerId RUNNER = new RunnerId("r1-1");
    private static final Path FOLDER = Path.of("/run/r1.code");
    private static final String LIBRARY = "path/00001/a.jar";

    private final InstanceTokens tokens = new InstanceTokens(new SecureRandom());
    private final SecretStore secrets = new InMemorySecretStore(Clock.systemUTC());

    @Test
    void anOrderHasTheCodeFirstAndTheSecretsAsTheyAreNow() {
        InstanceOrders orders = orders(CODE, LIBRARY);
        secrets.put(Namespace.DEFAULT, new SecretName("db"), new SecretValue("old"));
        secrets.put(Namespace.DEFAULT, new SecretName("db"), new SecretValue("new"));

        Frame.Specialise order = orders.order(version(), RUNNER, FOLDER);

        assertThat(order.artifact()).isEqualTo(new Frame.Artifact(FOLDER.toString(), List.of(CODE, LIBRARY)));
        assertThat(order.environment())
                .containsEntry("COLOUR", "blue")
                .containsEntry("DB_PASSWORD", "new")
                .containsEntry("SLUICE_URL", "http://127.0.0.1:8080")
                .containsEntry("SLUICE_FUNCTION", "shop")
                .containsEntry("SLUICE_VERSION", "3")
                .containsEntry("SLUICE_NAMESPACE", "default")
                .hasSize(7);
        assertThat(order).asString().doesNotContain("new");
        assertThat(order.timeoutMillis()).isEqualTo(2_000);
        assertThat(order.concurrency()).isEqualTo(100);
    }

    @Test
    void theTokenOfAnInstanceIsGoodUntilItsRunnerEnds() {
        secrets.put(Namespace.DEFAULT, new SecretName("db"), new SecretValue("x"));
        InstanceOrders orders = orders(CODE);
        String token = orders.order(version(), RUNNER, FOLDER).environment().get("SLUICE_TOKEN");
        assertThat(tokens.bearer(String.valueOf(token))).isPresent();

        orders.ended(RUNNER);

        assertThat(tokens.bearer(String.valueOf(token))).isEmpty();
    }

    private InstanceOrders orders(String... files) {
        return new InstanceOrders(
                (folder, digest) -> List.of(files),
                TestRuntimes.java(),
                secrets,
                tokens,
                InstanceEgress.NONE,
                URI.create("http://127.0.0.1:8080"),
                Duration.ofSeconds(10));
    }

    @Test
    void theContractThatWasFoundAtTheUploadIsTold() {
        InstanceOrders orders = orders(CODE);
        secrets.put(Namespace.DEFAULT, new SecretName("db"), new SecretValue("v"));
        FunctionVersion old = version();
        FunctionVersion inspected = new FunctionVersion(
                old.function(),
                old.number(),
                old.artifact(),
                old.spec(),
                Optional.of(new Inspection(HandlerOrigin.FOUND, Optional.of("handler"), Optional.empty(), List.of())),
                old.createdAt());

        assertThat(orders.order(inspected, RUNNER, FOLDER).settings())
                .containsOnly(Map.entry("contract", "handler"), Map.entry("startMillis", "10000"));
        assertThat(orders.order(old, RUNNER, FOLDER).settings()).containsOnly(Map.entry("startMillis", "10000"));
    }

    @Test
    void aSecretThatIsGoneIsNamed() {
        InstanceOrders orders = orders(CODE);

        assertThatThrownBy(() -> orders.order(version(), RUNNER, FOLDER))
                .hasMessage(
                        "the secret 'db' that shop@3 uses is gone: make it with 'sluice secret set db' or PUT /secrets/db");
    }

    @Test
    void codeThatIsGoneIsNamed() {
        InstanceOrders orders = orders();

        assertThatThrownBy(() -> orders.order(version(), RUNNER, FOLDER))
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
