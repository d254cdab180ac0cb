package dev.sluice.examples.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GithubWebhookTest {

    private static Response send(String event) throws IOException {
        StubRequest request = new StubRequest(
                "POST",
                "/hooks/github",
                "",
                Map.of("X-GitHub-Event", List.of(event)),
                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
        return new GithubWebhook().handle(request, new StubContext("github-webhook"));
    }

    @Test
    void aPushIsTold() {
        assertThat(GithubWebhook.sentence(new GithubWebhook.Push(
                        "refs/heads/main",
                        new GithubWebhook.Repository("octo/shop"),
                        new GithubWebhook.Person("ada"),
                        List.of(
                                new GithubWebhook.Commit("Mend the till\n\nIt was broken."),
                                new GithubWebhook.Commit("Sweep the floor")))))
                .isEqualTo("ada pushed 2 to main of octo/shop: Mend the till; Sweep the floor");
    }

    @Test
    void aPingIsAnsweredAndAllElseIsDone() throws IOException {
        assertThat(send("ping").status()).isEqualTo(200);
        assertThat(send("star").status()).isEqualTo(204);
    }
}
