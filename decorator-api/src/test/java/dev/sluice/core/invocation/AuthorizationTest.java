package dev.sluice.core.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Bearer abc | abc", "bearer abc | abc", "' BEARER   a b ' | a b"})
    void aBearerTokenIsWhatComesAfterTheScheme(String value, String token) {
        assertThat(Authorization.bearer(value)).contains(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer  ", "Bearerabc", "Bearer\tabc", "Basic abc", "Digest Bearer abc"})
    void whatIsOfAnotherSchemeHasNone(String value) {
        assertThat(Authorization.bearer(value)).isEmpty();
    }

    @Test
    void twoFieldsAreNone() {
        Headers two = Headers.of("Authorization", "Basic a", "Authorization", "Basic b");

        assertThat(Authorization.credentials(head(two), "Basic")).isEmpty();
        assertThat(Authorization.credentials(head(Headers.of("authorization", "basic a")), "Basic"))
                .contains("a");
        assertThat(Authorization.credentials(head(Headers.of()), "Basic")).isEmpty();
    }

    private static RequestHead head(Headers headers) {
        return new RequestHead("GET", "/", "", headers);
    }
}
