package dev.sluice.runner.program.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as programs give them, good and bad (RFC 9112). */
class ConnectionTest {

    private record Answer(AnswerHead head, String body) {}

    private static Answer answer(String method, String... pieces) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(pieces);
                Connection connection = new Connection(server.port())) {
            connection.connect();
            connection.write(ByteBuffer.wrap("x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            AnswerHead head = connection.head(method);
            return new Answer(head, text(connection.body(head)));
        }
    }

    private static String text(AnswerBody body) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        AnswerBody.Piece piece = body.next();
        append(text, piece);
        while (!piece.last()) {
            piece = body.next();
            append(text, piece);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void append(ByteArrayOutputStream text, AnswerBody.Piece piece) {
        byte[] bytes = new byte[piece.bytes().remaining()];
        piece.bytes().get(bytes);
        text.writeBytes(bytes);
    }

    @Test
    void aBodyOfAToldLengthIsReadToItsEndWhereverItsPiecesEnd() throws Exception {
        Answer answer = answer("GET", "HTTP/1.1 201 Cre", "ated\r\nX: 1\r\nContent-Le", "ngth: 5\r\n\r\nhe", "llo");

        assertThat(answer.head().status()).isEqualTo(201);
        assertThat(answer.head().headers().first("x")).contains("1");
        assertThat(answer.body()).isEqualTo("hello");
    }

    @Test
    void chunksAreReadAndTrailersPassedOver() throws Exception {
        Answer answer = answer(
                "GET",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r",
                "\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: u\r\n\r\n");

        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.head().headers()).isEqualTo(Headers.EMPTY);
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws Exception {
        Answer answer = answer("GET", "HTTP/1.0 200 OK\n\nhel", "lo");

        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.head().keepsConnection()).isFalse();
    }

    @Test
    void interimAnswersArePassedOver() throws Exception {
        Answer answer = answer("GET", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n");

        assertThat(answer.head().status()).isEqualTo(204);
    }

    @Test
    void anAnswerToHeadHasALengthAndNoBody() throws Exception {
        Answer answer = answer("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");

        assertThat(answer.body()).isEmpty();
        assertThat(answer.head().headers().first("content-length")).contains("5");
    }

    @Test
    void whatAConnectionFieldNamesIsOfThisConnectionAlone() throws Exception {
        Answer answer = answer(
                "GET", "HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX: 2\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.head().headers()).isEqualTo(Headers.of("X", "2", "Content-Length", "0"));
        assertThat(answer.head().keepsConnection()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SSH-2.0-OpenSSH_9.2\\r\\n                                         | the program's answer is not HTTP/1.1: it begins with 'SSH-2.0-OpenSSH_9.2'
            HTTP/2 200\\r\\n\\r\\n                                              | the program's answer is not HTTP/1.1: it begins with 'HTTP/2 200'
            HTTP/1.1 42 No\\r\\n\\r\\n                                          | the program's answer begins with 'HTTP/1.1 42 No', which is no status line of HTTP/1.1 with a status from 100 to 599
            HTTP/1.1 101 Go\\r\\n\\r\\n                                         | the program answers 101 and changes the protocol, which nobody asked for
            HTTP/1.1 200 OK\\r\\nno header\\r\\n\\r\\n                            | the head of the program's answer has the line 'no header', which is no header
            HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n                   | the program's answer has the content-length '-1', which is none
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n     | the program's answer has the transfer-encoding 'gzip, chunked', and only chunked is understood
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n    | a chunk of the program's answer begins with 'xyz', which is no size
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nab\\r\\n | a chunk of the program's answer is longer than it says
            HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhello               | the program closed the connection after 5 of the 9 bytes that its content-length says
            """)
    void whatIsNoGoodAnswerIsToldAsASentence(String sent, String sentence) {
        String bytes = sent.replace("\\r", "\r").replace("\\n", "\n");

        assertThatThrownBy(() -> answer("GET", bytes)).hasMessage(sentence);
    }

    @Test
    void aHeadWithoutAnEndIsNotReadForever() {
        assertThatThrownBy(() -> answer("GET", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000)))
                .isInstanceOf(BadAnswerException.class)
                .hasMessage("the head of the program's answer is larger than 64 KiB");
    }

    // Connections that are kept.

    @Test
    void aConnectionIsKeptUntilItHasBeenIdleForASecondOrHasEnded() throws Exception {
        AtomicLong now = new AtomicLong();
        try (ScriptedServer server = ScriptedServer.answering()) {
            Connections connections = new Connections(server.port(), now::get);
            Connection first = connections.take();
            first.connect();
            connections.keep(first);

            Connection again = connections.take();
            assertThat(again).isSameAs(first);
            assertThat(again.isReused()).isTrue();
            connections.keep(again);
            now.addAndGet(1_000_000_000);
            assertThat(connections.take()).isNotSameAs(first);

            Connection ended = connections.fresh();
            ended.connect();
            ended.write(ByteBuffer.wrap("x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(ended.fillOrEnd()).isFalse();
            connections.keep(ended);
            assertThat(connections.take()).isNotSameAs(ended);
        }
    }
}
