package dev.sluice.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    /** The example of the specification's own test suite. */
    @Test
    void itIsThatOfTheStandard() {
        assertThat(WebhookSignature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        ByteBuffer.wrap("{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSecretThatIsNoBase64IsTheKeyItself() {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {1});

        assertThat(WebhookSignature.of("plain", "id", 1, body)).isEqualTo(WebhookSignature.of("plain", "id", 1, body));
        assertThat(WebhookSignature.of("whsec_*", "id", 1, body)).startsWith("v1,");
        assertThat(WebhookSignature.of("plain", "id", 1, body))
                .isNotEqualTo(WebhookSignature.of("other", "id", 1, body));
    }
}
