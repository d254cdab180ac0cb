package dev.sluice.decorators.twofactor.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTest {

    private final Codes codes = new Codes(new SecureRandom());

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 8})
    void codesHaveAsManyDigitsAsWanted(int count) {
        assertThat(codes.digits(count)).matches("[0-9]{" + count + "}");
    }

    /** Chi-squared with 9 degrees of freedom: above 40 once in 130,000 runs. */
    @Test
    void everyDigitIsAsLikelyAsEveryOther() {
        int[] counts = new int[10];
        int rounds = 20_000;
        for (int i = 0; i < rounds; i++) {
            codes.digits(6).chars().forEach(c -> counts[c - '0']++);
        }

        double expected = rounds * 6 / 10.0;
        double chi = 0;
        for (int count : counts) {
            chi += (count - expected) * (count - expected) / expected;
        }
        assertThat(chi).isLessThan(40);
    }

    @Test
    void recoveryCodesAreTenAndAllDifferent() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            all.addAll(codes.recovery());
        }

        assertThat(all).hasSize(1000).allMatch(code -> code.matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"));
    }

    @ParameterizedTest
    @CsvSource({"123 456, 123456", "7k2qj-mo4xv, 7K2QJM04XV", "iI lL oO, 111100"})
    void peopleMayTypeThemAsTheyLike(String typed, String plain) {
        assertThat(Codes.plain(typed)).isEqualTo(plain);
    }

    @Test
    void nobodyLooksAtACodeThatIsTooLong() {
        assertThat(Codes.plain("1".repeat(33))).isEmpty();
    }
}
