package dev.sluice.gateway.twofactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoFactorKeyTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aHomeMakesItsKeyOnceAndKeepsIt() {
        Path file = folder.resolve("two-factor.key");

        String first = hash(TwoFactorKey.keyring(Optional.empty(), file));

        assertThat(hash(TwoFactorKey.keyring(Optional.empty(), file))).isEqualTo(first);
        assertThat(hash(TwoFactorKey.keyring(Optional.empty(), folder.resolve("other"))))
                .isNotEqualTo(first);
    }

    @Test
    void gatewaysWithTheSameSettingHaveTheSameKey() {
        Optional<String> setting = Optional.of(Base64.getEncoder().encodeToString(new byte[32]));

        assertThat(hash(TwoFactorKey.keyring(setting, folder.resolve("one"))))
                .isEqualTo(hash(TwoFactorKey.keyring(setting, folder.resolve("two"))));
        assertThat(folder.resolve("one")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "not base 64!", "AAAA"})
    void whatIsNoKeyIsRefusedWithASentence(String setting) {
        assertThatThrownBy(() -> TwoFactorKey.keyring(Optional.of(setting), folder.resolve("key")))
                .hasMessage(
                        "The setting sluice.two-factor.key is not a key: it must be 32 random bytes in base 64, as from"
                                + " 'openssl rand -base64 32'.");
    }

    private static String hash(Keyring keys) {
        return keys.hash(Purpose.USER, "ann");
    }
}
