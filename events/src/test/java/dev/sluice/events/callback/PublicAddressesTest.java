package dev.sluice.events.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private final PublicAddresses addresses = new PublicAddresses(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "0.0.0.0",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "192.0.2.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:db8::1"
            })
    void privateAddressesAreRefused(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00::1"})
    void othersAreNot(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aRefusalSaysWhy() {
        assertThat(addresses.refusal(URI.create("http://127.0.0.1:8080/x")))
                .contains("'127.0.0.1' leads to 127.0.0.1, a private address, and those are not called back. The"
                        + " operator may allow it by sluice.async.private-callbacks.");
        assertThat(addresses.refusal(URI.create("http://localhost/"))).isPresent();
        assertThat(addresses.refusal(URI.create("http://[::1]/"))).isPresent();
        assertThat(addresses.refusal(URI.create("ftp://example.org/")))
                .contains("'ftp://example.org/' is no address for a callback: it begins with http:// or https:// and a"
                        + " host.");
        assertThat(addresses.refusal(URI.create("/relative"))).isPresent();
        assertThat(addresses.refusal(URI.create("https://user@8.8.8.8/")))
                .contains("The address of a callback holds no user and no fragment: '8.8.8.8' does.");
        assertThat(addresses.refusal(URI.create("https://8.8.8.8/done"))).isEmpty();
        assertThat(addresses.refusal(URI.create("https://no.such.host.invalid/")))
                .contains("The host 'no.such.host.invalid' of the callback is not known.");
    }

    @Test
    void theOperatorMayAllowThem() {
        assertThat(new PublicAddresses(true).refusal(URI.create("http://127.0.0.1/")))
                .isEmpty();
        assertThat(new PublicAddresses(true).refusal(URI.create("file:///etc/passwd")))
                .isPresent();
    }
}
