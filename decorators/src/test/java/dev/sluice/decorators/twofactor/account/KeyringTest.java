package dev.sluice.decorators.twofactor.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyringTest {

    private static final byte[] CLEAR = "the secret".getBytes(StandardCharsets.UTF_8);

    private final Keyring keys = new Keyring(key(1));

    @Test
    void whatIsSealedOpensAgainAndIsNeverSealedTheSame() throws Exception {
        String one = keys.seal("ann", CLEAR);

        assertThat(keys.open("ann", one)).isEqualTo(CLEAR);
        assertThat(keys.seal("ann", CLEAR)).isNotEqualTo(one);
    }

    @Test
    void aSealOpensOnlyUnderItsNameAndWithItsKey() {
        String sealed = keys.seal("ann", CLEAR);

        assertThatThrownBy(() -> keys.open("bob", sealed)).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> new Keyring(key(2)).open("ann", sealed)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void whatWasChangedDoesNotOpen() {
        String sealed = keys.seal("ann", CLEAR);
        char other = sealed.charAt(20) == 'A' ? 'B' : 'A';

        for (String changed : new String[] {
            sealed.substring(0, 20) + other + sealed.substring(21), sealed.substring(4), "", "!", sealed + "AAAA"
        }) {
            assertThatThrownBy(() -> keys.open("ann", changed)).isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void hashesOfOnePurposeMeanNothingForAnother() {
        assertThat(keys.hash(Purpose.CODE, "a", "b"))
                .isEqualTo(keys.hash(Purpose.CODE, "a", "b"))
                .isNotEqualTo(keys.hash(Purpose.PROOF, "a", "b"))
                .isNotEqualTo(keys.hash(Purpose.CODE, "ab", ""))
                .isNotEqualTo(new Keyring(key(2)).hash(Purpose.CODE, "a", "b"));
    }

    @Test
    void aKeyOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new Keyring(new byte[16]))
                .hasMessage("the key of two-factor has 16 bytes: it needs 32, as from 'openssl rand -base64 32'");
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[Keyring.KEY_BYTES];
        key[0] = (byte) seed;
        return key;
    }
}
