package dev.sluice.examples.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.Sites;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StampTest {

    private static final StampSettings PLAIN = new StampSettings("shop", Optional.empty());
    private static final StampSettings SIGNING = new StampSettings("shop", Optional.of(new SecretName("stamp-key")));

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction().answering(200, "hello");

    private HeardCall called(StampSettings settings) {
        Decorator stamp = new StampKind().make(settings, sites.site("stamp"));
        HeardCall call = HeardCall.of((in, listener) -> stamp.around(in, listener, function), Invocations.post("{}"));
        call.outcome();
        return call;
    }

    @Test
    void anAnswerSaysByWhomAndWhenItWasMade() {
        sites.time().pass(Duration.ofHours(1));

        assertThat(called(PLAIN).headers().first("Stamp")).hasValue("by=\"shop\", at=\"1970-01-01T01:00:00Z\"");
    }

    @Test
    void theSignatureIsOverStampAndBody() {
        sites.secret("stamp-key", "s3cret");

        HeardCall call = called(SIGNING);

        // printf 'by="shop", at="1970-01-01T00:00:00Z"\nhello' | openssl dgst -sha256 -hmac s3cret
        assertThat(call.headers().first("Stamp"))
                .hasValue(
                        "by=\"shop\", at=\"1970-01-01T00:00:00Z\", mac=\"9d898a754e51bd49dbfe93166323776f358453687d37cd1222aaf9d1ec25e9d7\"");
        assertThat(call.text()).isEqualTo("hello");
        assertThat(sites.eventWords()).containsExactly("changed_answer");
    }

    @Test
    void anAnswerThatIsTooLongIsNotSentUnsigned() {
        sites.secret("stamp-key", "s3cret");
        function.playing(new PlayedFunction.Act.Answers(Answer.of(200, Headers.EMPTY, new byte[1024 * 1024 + 1])));

        HeardCall call = called(SIGNING);

        assertThat(call.outcome()).isEqualTo(new Outcome.Intercepted("stamp", 502, "answer_too_long_to_sign"));
        assertThat(call.text())
                .contains("The answer is longer than 1048576 bytes: make it shorter, or leave the key out.");
    }

    @Test
    void withoutItsSecretItIsNotMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StampKind().make(SIGNING, sites.site("stamp")))
                .withMessage("there is no secret 'stamp-key'");
    }
}
