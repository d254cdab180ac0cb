package dev.sluice.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdAddressTest {

    @Test
    void anAddressNamesMembersAndALogin() {
        EtcdAddress address = EtcdAddress.of("etcds://ann:h:ush@one.example:2379,[::1]:2380");

        assertThat(address.members())
                .containsExactly(URI.create("https://one.example:2379"), URI.create("https://[::1]:2380"));
        assertThat(address.login()).contains(new EtcdAddress.Login("ann", "h:ush"));
        assertThat(address).hasToString("https://one.example:2379,https://[::1]:2380");
        assertThat(EtcdAddress.of("etcd://127.0.0.1:2379/").login()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etcd://ann:hush@",
                "http://ann:hush@a:1",
                "etcd://ann:hush@a",
                "etcd://ann:hush@a:1,",
                "etcd://ann:hush@a:1/x",
                "etcd://ann@a:1"
            })
    void whatIsNoAddressIsToldWithoutItsPassword(String text) {
        assertThatThrownBy(() -> EtcdAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address of an etcd: it is etcd://host:port,host:port")
                .hasMessageNotContaining("hush");
    }
}
