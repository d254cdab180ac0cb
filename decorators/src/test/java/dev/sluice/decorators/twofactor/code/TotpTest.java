package dev.sluice.decorators.twofactor.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decorators.twofactor.code.Totp.Match;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    /** The secret of both RFCs' tests. */
    private static final TotpSecret RFC = TotpSecret.of(
            Base64.getEncoder().encodeToString("12345678901234567890".getBytes(StandardCharsets.US_ASCII)));

    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_111);
    private static final long STEP = 1_111_111_111 / 30;

    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void codesAreThoseOfRfc4226AppendixD(long counter, String code) {
        assertThat(Totp.at(RFC, Instant.ofEpochSecond(counter * 30))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfRfc6238AppendixB(long seconds, String eightDigits) {
        assertThat(Totp.at(RFC, Instant.ofEpochSecond(seconds))).isEqualTo(eightDigits.substring(2));
    }

    @ParameterizedTest
    @CsvSource({"-2, WRONG", "-1, ACCEPTED", "0, ACCEPTED", "1, ACCEPTED", "2, WRONG"})
    void aClockMayBeOneStepOff(int stepsOff, Match expected) {
        String code = Totp.at(RFC, NOW.plusSeconds(30L * stepsOff));

        assertThat(Totp.compare(RFC, code, NOW, Totp.NO_STEP).match()).isEqualTo(expected);
    }

    @Test
    void anAcceptedStepIsTold() {
        assertThat(Totp.compare(RFC, Totp.at(RFC, NOW), NOW, Totp.NO_STEP))
                .isEqualTo(new Totp.Comparison(Match.ACCEPTED, STEP));
    }

    @Test
    void aStepCountsOnceAndNoneBeforeIt() {
        assertThat(Totp.compare(RFC, Totp.at(RFC, NOW), NOW, STEP).match()).isEqualTo(Match.REPLAYED);
        assertThat(Totp.compare(RFC, Totp.at(RFC, NOW.minusSeconds(30)), NOW, STEP)
                        .match())
                .isEqualTo(Match.REPLAYED);
        assertThat(Totp.compare(RFC, Totp.at(RFC, NOW.plusSeconds(30)), NOW, STEP)
                        .match())
                .isEqualTo(Match.ACCEPTED);
    }

    @Test
    void whatIsNoCodeIsWrong() {
        for (String text : new String[] {"", "0", "abcdef", "14050471", "०५०४७१"}) {
            assertThat(Totp.compare(RFC, text, NOW, Totp.NO_STEP).match()).isEqualTo(Match.WRONG);
        }
    }

    @Test
    void aSecretHas160BitsAndIsNeverTheSame() {
        TotpSecret one = TotpSecret.random(new SecureRandom());
        TotpSecret other = TotpSecret.random(new SecureRandom());

        assertThat(Base64.getDecoder().decode(one.stored())).hasSize(20);
        assertThat(one.stored()).isNotEqualTo(other.stored());
        assertThat(one).hasToString("TotpSecret[hidden]");
    }

    @Test
    void theUriIsInKeyUriFormat() {
        assertThat(RFC.uri("Sluice", "ann@example.com: me"))
                .isEqualTo("otpauth://totp/Sluice:ann%40example.com%3A%20me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=Sluice&algorithm=SHA1&digits=6&period=30");
    }

    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32IsThatOfRfc4648(String clear, String encoded) {
        assertThat(Base32.encode(clear.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }
}
