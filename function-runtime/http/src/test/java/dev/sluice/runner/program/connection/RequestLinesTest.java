package dev.sluice.runner.program.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.runner.program.connection.RequestLines.BodyLength;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestLinesTest {

    private static String lines(RequestHead head, BodyLength length) throws BadRequestException {
        return new String(RequestLines.of(head, "01ID", 8081, length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRequestHasItsHeadersTheIdOfItsCallAndAHost() throws Exception {
        RequestHead head = new RequestHead("GET", "/a%20b", "c=d", Headers.of("Accept", "text/plain"));

        assertThat(lines(head, new BodyLength.None())).isEqualToNormalizingNewlines("""
                        GET /a%20b?c=d HTTP/1.1
                        Host: 127.0.0.1:8081
                        Accept: text/plain
                        Sluice-Invocation: 01ID

                        """);
    }

    @Test
    void theHostOfTheCallerIsKept() throws Exception {
        RequestHead head = new RequestHead("GET", "/", "", Headers.of("host", "shop.example"));

        assertThat(lines(head, new BodyLength.None()))
                .contains("host: shop.example\r\n")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void fieldsOfOneConnectionAndAnIdThatTheCallerMadeUpAreLeftOut() throws Exception {
        RequestHead head = new RequestHead(
                "POST",
                "/",
                "",
                Headers.of("Transfer-Encoding", "gzip", "TE", "x", "Upgrade", "y", "sluice-invocation", "mine"));

        assertThat(lines(head, new BodyLength.Chunked()))
                .contains("Transfer-Encoding: chunked\r\n", "Sluice-Invocation: 01ID\r\n")
                .doesNotContain("gzip", "TE:", "Upgrade", "mine");
    }

    @Test
    void theLengthIsThatOfTheBodyAndNotWhatTheHeadSaid() throws Exception {
        RequestHead head = new RequestHead("POST", "/", "", Headers.of("Content-Length", "99"));

        assertThat(lines(head, new BodyLength.Known(3)))
                .contains("Content-Length: 3\r\n")
                .doesNotContain("99");
        assertThat(lines(head, new BodyLength.None())).contains("Content-Length: 0\r\n");
    }

    @Test
    void nothingBreaksOutOfItsLine() {
        assertThatThrownBy(() ->
                        lines(new RequestHead("GET", "/ HTTP/1.1\r\nX: y", "", Headers.EMPTY), new BodyLength.None()))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() ->
                        lines(new RequestHead("GET", "/", "", Headers.of("X", "y\r\nZ: a")), new BodyLength.None()))
                .hasMessage("the header 'X' has a line break");
    }
}
