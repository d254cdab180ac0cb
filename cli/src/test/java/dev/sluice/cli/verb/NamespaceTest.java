package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceTest {

    private static final String CREATED =
            "{\"name\":\"a\",\"version\":1,\"created\":true,\"changes\":[],\"warnings\":[]}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    private List<String> asked() {
        return platform.asked().stream()
                .map(each -> each.method() + " " + each.target())
                .toList();
    }

    @Test
    void verbsAskInTheNamespaceThatTheCommandNames() {
        platform.on("GET /namespaces/team-a/secrets", Answer.json(200, "{\"secrets\":[]}"));
        platform.on("GET /namespaces/team-a/function/f", Answer.text("hi"));

        CommandRun.of(platform, "secret", "list", "--namespace", "team-a");
        CommandRun.with(
                Map.of("SLUICE_URL", platform.url(), "SLUICE_NAMESPACE", "team-a"),
                Terminal.Look.PLAIN,
                "",
                "invoke",
                "f");
        CommandRun.of(platform, "decorators", "-N", "team-a");
        CommandRun.of(platform, "secret", "list", "-N", "default");

        assertThat(asked())
                .containsExactly(
                        "GET /namespaces/team-a/secrets",
                        "GET /namespaces/team-a/function/f",
                        "GET /decorators",
                        "GET /secrets");
    }

    @Test
    void aDocumentIsAppliedInTheNamespaceThatItNames() throws IOException {
        String metadata = "{\"name\":\"a\",\"namespace\":\"team-a\"}";
        platform.on(
                "POST /documents",
                Answer.json(
                        200,
                        "{\"documents\":[{\"apiVersion\":\"sluice.dev/v1\",\"kind\":\"Function\",\"metadata\":"
                                + metadata
                                + ",\"spec\":{}},{\"apiVersion\":\"sluice.dev/v1\",\"kind\":\"Function\",\"metadata\":"
                                + "{\"name\":\"a\"},\"spec\":{}}]}"));
        platform.on("PUT /namespaces/team-a/functions/a", Answer.json(201, CREATED));
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        String file = Files.writeString(folder.resolve("all.yaml"), "the text").toString();

        CommandRun run = CommandRun.of(platform, "apply", "-f", file);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(asked())
                .containsExactly("POST /documents", "PUT /namespaces/team-a/functions/a", "PUT /functions/a");
    }

    @Test
    void aTokenIsPrintedOnceAndAloneSoThatAScriptCanTakeIt() {
        platform.on(
                "POST /namespaces/team-a/tokens",
                Answer.json(
                        201,
                        "{\"name\":\"ci\",\"scope\":\"manage\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"token\":\"sluice-token-x\"}"));
        platform.on("DELETE /tokens/ci", Answer.none());

        CommandRun made = CommandRun.of(platform, "token", "create", "ci", "--scope", "manage", "-N", "team-a");

        assertThat(made.out()).isEqualTo("sluice-token-x\n");
        assertThat(platform.last().body()).isEqualTo("{\"name\":\"ci\",\"scope\":\"manage\"}");
        assertThat(CommandRun.of(platform, "token", "revoke", "ci").out()).isEqualTo("Token ci is revoked.\n");
    }

    @Test
    void tokensAreListedWithoutWhatTheyAre() {
        platform.on(
                "GET /tokens",
                Answer.json(
                        200,
                        "{\"tokens\":[{\"name\":\"ci\",\"scope\":\"invoke\",\"createdAt\":\"2026-01-01T00:00:00Z\"}]}"));

        assertThat(CommandRun.of(platform, "token", "list").out()).contains("NAME", "SCOPE", "ci", "invoke");
    }
}
