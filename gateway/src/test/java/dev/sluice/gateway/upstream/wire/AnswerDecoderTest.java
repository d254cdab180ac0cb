package dev.sluice.gateway.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.AnswerPart.End;
import dev.sluice.gateway.upstream.wire.AnswerPart.Head;
import dev.sluice.gateway.upstream.wire.AnswerPart.Interim;
import dev.sluice.gateway.upstream.wire.AnswerPart.Piece;
import dev.sluice.gateway.upstream.wire.AnswerPart.Stray;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerDecoderTest {

    private final AnswerDecoder decoder = new AnswerDecoder();
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /** What comes out, with the pieces of the body joined. */
    private List<Object> heard() {
        List<Object> heard = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof Piece(ByteBuf bytes)) {
                body.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
            } else {
                if (part instanceof End && !body.isEmpty()) {
                    heard.add(body.toString());
                }
                heard.add(part);
            }
        }
        return heard;
    }

    private List<Object> decoded(String method, String answer) {
        decoder.expect(method);
        channel.writeInbound(bytes(answer));
        return heard();
    }

    private static Head head(int status, boolean lasting, String... fields) {
        return new Head(status, Headers.of(fields), lasting);
    }

    private static final End CLEAN = new End(Headers.EMPTY, true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6;a=b\r\nhello \r\n5\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Folded: a\r\n\tb\r\nContent-Length: 0\r\n\r\n"
            })
    void howItComesIsOfNoConcern(String answer) {
        List<Object> atOnce = decoded("GET", answer);
        long seed = System.nanoTime();
        Random random = new Random(seed);

        for (int round = 0; round < 50; round++) {
            decoder.expect("GET");
            for (int at = 0; at < answer.length(); ) {
                int length = round == 0 ? 1 : Math.min(1 + random.nextInt(9), answer.length() - at);
                channel.writeInbound(bytes(answer.substring(at, at + length)));
                at += length;
            }
            assertThat(heard()).as("seed %d", seed).isEqualTo(atOnce);
        }
    }

    @Test
    void aHeadAndItsBodyAndItsEndAreTold() {
        assertThat(decoded("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
                .containsExactly(head(200, true, "Content-Length", "2"), "ok", CLEAN);
    }

    @Test
    void interimAnswersComeBefore() {
        assertThat(decoded("GET", "HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"))
                .containsExactly(new Interim(100, Headers.of("X-A", "1")), head(204, true), CLEAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: X-A, Close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void someConnectionsDoNotLast(String answer) {
        assertThat(decoded("GET", answer).getFirst())
                .isInstanceOfSatisfying(
                        Head.class, head -> assertThat(head.lasting()).isFalse());
    }

    @Test
    void anOldConnectionLastsIfItSaysSo() {
        assertThat(decoded("GET", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n")
                        .getFirst())
                .isInstanceOfSatisfying(
                        Head.class, head -> assertThat(head.lasting()).isTrue());
    }

    @Test
    void anAnswerMayEndWithItsConnection() {
        assertThat(decoded("GET", "HTTP/1.1 200 OK\r\n\r\nall ")).containsExactly(head(200, false));
        channel.writeInbound(bytes("of it"));
        channel.finish();

        assertThat(heard()).containsExactly("of it", CLEAN);
    }

    @Test
    void aCutAnswerHasNoEnd() {
        assertThat(decoded("GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal"))
                .containsExactly(head(200, true, "Content-Length", "5"));
        channel.finish();

        assertThat(heard()).isEmpty();
    }

    @Test
    void whatComesBehindAnAnswerIsSeenAndDropped() {
        assertThat(decoded("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
                .containsExactly(head(200, true, "Content-Length", "2"), new End(Headers.EMPTY, false));
    }

    @Test
    void whatComesWhenNothingIsDueIsStray() {
        channel.writeInbound(bytes("HTTP/1.1 200 OK\r\n\r\n"));

        assertThat(heard()).containsExactly(new Stray());
    }

    @Test
    void theHeadsOfInterimAnswersCountForThemselves() {
        String interim = "HTTP/1.1 103 Early\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n";
        decoder.expect("GET");
        channel.writeInbound(bytes(interim + interim + "HTTP/1.1 204 No Content\r\n\r\n"));

        assertThat(heard()).hasSize(4).last().isEqualTo(CLEAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Large: ",
                "HTTP/1.1 200 ",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Large: "
            })
    void whatIsReadBeforeALineEndsIsBounded(String beginning) {
        decoder.expect("GET");
        channel.writeInbound(bytes(beginning));

        assertThatThrownBy(() -> channel.writeInbound(bytes("x".repeat(AnswerDecoder.MAX_HEAD_BYTES))))
                .isInstanceOf(TooLongFrameException.class);
    }

    @Test
    void theLineBeforeAChunkIsBounded() {
        decoder.expect("GET");
        channel.writeInbound(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a="));

        assertThatThrownBy(() -> channel.writeInbound(bytes("x".repeat(5_000)))).isInstanceOf(BadAnswerException.class);
    }

    @Test
    void nothingIsReadAfterAFault() {
        decoder.expect("GET");
        assertThatThrownBy(() -> channel.writeInbound(bytes("SSH-2.0\r\nHTTP/1.1 200 OK\r\n\r\n")))
                .isInstanceOf(BadAnswerException.class);
        channel.writeInbound(bytes("HTTP/1.1 200 OK\r\n\r\n"));

        assertThat(heard()).isEmpty();
    }
}
