package dev.sluice.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.experiment.DecoratorSides.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecoratorSidesTest {

    private static final Pattern KIND = Pattern.compile("^### `([a-z-]+)`$", Pattern.MULTILINE);

    @Test
    void everyKindOfTheDocumentationIsMeasured() throws Exception {
        List<String> kinds = KIND.matcher(Files.readString(Path.of("../docs/decorators.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        try (TokenIssuer issuer = new TokenIssuer()) {
            assertThat(Stream.concat(DecoratorSides.ofGet(issuer).stream(), DecoratorSides.ofPost().stream())
                            .map(Side::name)
                            .map(name -> name.replaceAll(",.*", "")))
                    .hasSizeGreaterThan(20)
                    .containsAll(kinds);
        }
        assertThat(kinds).hasSizeGreaterThan(20);
    }

    @Test
    void theBestHitRateIsWhatTheMostPopularKeysAreAskedFor() {
        double sum = 0;
        for (int key = 1; key <= 10_000; key++) {
            sum += Math.log1p(1.0 / key) / Math.log(100_001);
        }

        assertThat(CacheHits.best()).isCloseTo(sum, org.assertj.core.api.Assertions.within(1e-9));
    }
}
