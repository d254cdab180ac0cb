package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedGateway.class)
class TakeoverTest {

    private static final Path HELLO = Gateway.example("hello");

    @Test
    void noCallFailsWhileNewVersionsTakeOver(Gateway gateway) {
        gateway.deployed("takeover", HELLO, "env.ROUND=0");
        try (Load load = Load.start(gateway, 8, () -> gateway.request("GET", "/function/takeover"))) {
            for (int round = 1; round <= 5; round++) {
                int before = load.calls();
                gateway.deployed("takeover", HELLO, "env.ROUND=" + round);
                await().atMost(Duration.ofSeconds(30)).until(() -> load.calls() > before + 50);
            }
            Map<String, LongAdder> answers = load.stop();
            assertThat(answers.keySet()).containsExactly("200");
        }
        assertThat(gateway.describe("takeover").get("version").getAsInt()).isEqualTo(6);
    }

    @Test
    void noCallFailsWhenASecretChangesUnderLoad(Gateway gateway) {
        assertThat(gateway.manage("PUT", "/secrets/rotated", "text/plain", "one")
                        .statusCode())
                .isEqualTo(204);
        gateway.deployed("rotating", HELLO, "secret.PASSWORD=rotated");
        try (Load load = Load.start(gateway, 4, () -> gateway.request("GET", "/function/rotating"))) {
            await().until(() -> load.calls() > 50);
            assertThat(gateway.manage("PUT", "/secrets/rotated", "text/plain", "two")
                            .statusCode())
                    .isEqualTo(204);
            int before = load.calls();
            await().atMost(Duration.ofSeconds(30)).until(() -> load.calls() > before + 200);
            assertThat(load.stop().keySet()).containsExactly("200");
        }
    }
}
