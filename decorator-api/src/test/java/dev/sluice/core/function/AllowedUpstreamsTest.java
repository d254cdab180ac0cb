package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedUpstreamsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                       | http://10.0.0.1:99          | true
            api.example.org         | https://API.example.org/v1  | true
            api.example.org         | https://evil-api.example.org | false
            api.example.org         | http://api.example.org.evil | false
            *.example.org           | http://a.b.example.org      | true
            *.example.org           | http://example.org          | false
            *.example.org           | http://evilexample.org      | false
            api.example.org:8443    | https://api.example.org:8443 | true
            api.example.org:8443    | https://api.example.org     | false
            *:443                   | https://any.host            | true
            *:443                   | http://any.host             | false
            [::1]                   | http://[::1]:8080           | true
            [::1]:8080              | http://[::1]:8081           | false
            a.org, b.org            | http://b.org                | true
            """)
    void hostsAreComparedAsTheyAreWritten(String patterns, String url, boolean allowed) {
        AllowedUpstreams upstreams = new AllowedUpstreams(Arrays.asList(patterns.split(",")));

        assertThat(upstreams.allow(UpstreamUrl.parse(url))).isEqualTo(allowed);
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertThat(new AllowedUpstreams(List.of()).allow(UpstreamUrl.parse("http://a.org")))
                .isFalse();
    }

    @Test
    void whatIsNoPatternIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedUpstreams(List.of("http://a.org")))
                .withMessage("'http://a.org' is no pattern of hosts: write a host, *.example.org or *, maybe with a"
                        + " port, as in api.example.org:8443");
    }
}
