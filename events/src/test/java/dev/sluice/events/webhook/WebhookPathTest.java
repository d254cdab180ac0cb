package dev.sluice.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookPathTest {

    private static Optional<Map<String, String>> match(WebhookPath path, String text) {
        return path.match(WebhookPath.parts(text));
    }

    @Test
    void variablesStandForOneSegmentEach() {
        WebhookPath path = WebhookPath.parse("/hooks/github/{owner}/{repo}");
        assertThat(match(path, "/hooks/github/shop/web%20shop"))
                .contains(Map.of("owner", "shop", "repo", "web%20shop"));
        assertThat(match(path, "/hooks/github/shop")).isEmpty();
        assertThat(match(path, "/hooks/github/shop/")).isEmpty();
        assertThat(match(path, "/hooks/github/shop/web/x")).isEmpty();
        assertThat(match(path, "/hooks/gitlab/shop/web")).isEmpty();
        assertThat(match(path, "/function/hello")).isEmpty();
        assertThat(path).hasToString("/hooks/github/{owner}/{repo}").isEqualTo(WebhookPath.parse(path.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "/hooks/a, /hooks/a, true",
        "/hooks/a, /hooks/b, false",
        "/hooks/a, /hooks/a/b, false",
        "/hooks/{x}, /hooks/a, false",
        "/hooks/a/{x}, /hooks/a/{y}, true",
        "/hooks/a/{x}, /hooks/{y}/b, false",
        "/hooks/a/{x}, /hooks/b/{y}, false",
    })
    void pathsAreAlikeWhateverTheirVariablesAreCalled(String one, String other, boolean alike) {
        assertThat(WebhookPath.parse(one).isLike(WebhookPath.parse(other))).isEqualTo(alike);
        assertThat(WebhookPath.parse(other).isLike(WebhookPath.parse(one))).isEqualTo(alike);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/github/x | '/github/x' does not begin with /hooks/",
                "/hooks/ | a segment is empty",
                "/hooks/a//b | a segment is empty",
                "/hooks/../x | '..' cannot be a segment",
                "/hooks/a b | 'a b' cannot be a segment",
                "/hooks/{Repo} | '{Repo}' cannot be a segment",
                "/hooks/x{repo} | 'x{repo}' cannot be a segment",
                "/hooks/{a}/{a} | '/hooks/{a}/{a}' has {a} twice",
                "/hooks/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7 | '/hooks/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7' has 17 segments behind /hooks/",
            })
    void otherPathsAreRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookPath.parse(text))
                .withMessage(message);
    }
}
