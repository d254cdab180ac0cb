package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedGateway.class)
class DecoratorTest {

    private static final Path HELLO = Gateway.example("hello");

    private static HttpResponse<String> deploy(Gateway gateway, String name, String spec) throws Exception {
        Multipart form = new Multipart().file("code", HELLO).field("spec", spec);
        return gateway.send(gateway.managed("/functions/" + name)
                .header("Content-Type", form.contentType())
                .PUT(BodyPublishers.ofByteArray(form.bytes()))
                .build());
    }

    @Test
    void aDeployedFunctionIsCalledThroughItsDecorators(@TempDir Path folder) throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            String spec = """
                    decorators:
                      - headers: {response: {set: {Cache-Control: no-store}}}
                      - defaults: {name: Ada}
                    """;
            assertThat(deploy(gateway, "decorated", spec).statusCode()).isEqualTo(201);

            HttpResponse<String> answer = gateway.post("/function/decorated", "{}", "Content-Type", "application/json");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("Ada");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");

            gateway.kill9();
            gateway.restart();

            HttpResponse<String> again = gateway.post("/function/decorated", "{}", "Content-Type", "application/json");
            assertThat(again.body()).contains("Ada");
            assertThat(again.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void anUnknownDecoratorIsRefusedWithTheOneThatWasMeant(Gateway gateway) throws Exception {
        HttpResponse<String> answer = deploy(gateway, "typo-in-decorator", "decorators: [{defalts: {a: 1}}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("decorators[0]", "there is no decorator 'defalts': did you mean 'defaults'?");
    }
}
