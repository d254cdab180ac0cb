package dev.sluice.core.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.7                         | 192.0.2.7
            192.0.2.7, 10.0.0.1               | 192.0.2.7
            6.6.6.6, 192.0.2.7, 10.0.0.1      | 192.0.2.7
            2001:db8:0:7:1:2:3:4              | 20010db800000007::/64
            2001:db8:0:7::9                   | 20010db800000007::/64
            ::ffff:192.0.2.7                  | 192.0.2.7
            192.0.2.7:50123, 10.0.0.1         | 192.0.2.7
            [2001:db8:0:7::9]:50123, 10.0.0.1 | 20010db800000007::/64
            no:such:address                   | no:such:address
            """)
    void theAddressIsTheOneThatNobodyCanMakeUp(String forwarded, String network) {
        assertThat(ClientAddress.network(Headers.of("X-Forwarded-For", forwarded)))
                .isEqualTo(network);
    }

    @Test
    void aCallWithoutAddressHasNone() {
        assertThat(ClientAddress.of(Headers.EMPTY)).isEmpty();
    }
}
