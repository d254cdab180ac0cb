package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no library would send, on the whole gateway. */
@ExtendWith(SharedGateway.class)
class RawRequestsTest {

    private static final Pattern ID = Pattern.compile("(?i)Sluice-Invocation: (\\w+)");

    @BeforeAll
    static void deploy(Gateway gateway) {
        gateway.deployed("raw", Gateway.example("hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?filter=a|b", "?a={}", "?a^b`", "?100%", "/a|b", "/[id]"})
    void anAddressAsBrowsersSendItIsServed(String rest, Gateway gateway) throws IOException {
        assertThat(answer(gateway, "GET /function/raw" + rest + " HTTP/1.1\r\nHost: h\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /function/raw/%zz HTTP/1.1\r\nHost: h\r\n",
                "GET /functions/%zz HTTP/1.1\r\nHost: h\r\n",
                "GET /function/raw HTTP/1.1\r\nHost: h\r\n: x\r\n",
                "GET /function/raw HTTP/1.1\r\n",
                "POST /function/raw HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100000003\r\nabc",
                "GET /function/raw HTTP/1.1\r\nHost: h\r\nHost: i\r\nUpgrade: h2c\r\nConnection: upgrade, http2-settings\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            })
    void whatIsRefusedHasAProblemAnIdAndARecord(String request, Gateway gateway) throws IOException {
        String answer = answer(gateway, request);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"bad_request\"");
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        assertThat(answer).contains("\"invocation\":\"" + id.group(1) + "\"").containsPattern("(?i)\r\nDate: ");
        Path records = gateway.called().home().resolve("logs/access.jsonl");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.readAllLines(records).stream()
                        .anyMatch(line -> line.contains("\"invocation\":\"" + id.group(1) + "\"")
                                && line.contains("\"status\":400,\"outcome\":\"refused\",\"reason\":\"bad_request\"")));
    }

    private static String answer(Gateway gateway, String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.called().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
