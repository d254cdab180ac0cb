package dev.sluice.gateway.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.pool.Hash;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.testkit.decorator.Invocations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeysTest {

    private final SessionKeys keys = new SessionKeys("sid", Hash::of);
    private final Invocation call = Invocations.get();

    @Test
    void whatACallerBringsIsHisKeyWhateverItSays() {
        assertThat(keys.of(Invocations.get("Cookie", "a=b; sid=made-up"))).isEqualTo(Hash.of("made-up"));
        assertThat(keys.of(Invocations.get("Cookie", "sid="))).isEqualTo(SlotWaiter.NO_KEY);
    }

    @Test
    void whoComesByHttpsGetsACookieThatIsSentNoOtherWay() {
        assertThat(cookies(Invocations.get("X-Forwarded-Proto", "https"), "content-type", "text/plain"))
                .singleElement()
                .asString()
                .endsWith("; SameSite=Lax; Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"public, max-age=60", "max-age=5, Public", "s-maxage=60"})
    void anAnswerThatIsKeptForAllCallersGivesThemNoSessionInCommon(String cacheControl) {
        assertThat(cookies(call, "cache-control", cacheControl)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=60", "private", "no-store", "x-publication"})
    void anyOtherAnswerBeginsASession(String cacheControl) {
        assertThat(cookies(call, "cache-control", cacheControl)).hasSize(1);
    }

    private List<String> cookies(Invocation invocation, String field, String value) {
        return keys.begin(invocation).in(Headers.of(field, value)).all("set-cookie");
    }
}
