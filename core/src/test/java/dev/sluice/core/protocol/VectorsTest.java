package dev.sluice.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of every frame are those of the document, both ways; bytes that break it are refused. */
class VectorsTest {

    private static final Map<String, Frame> MEANINGS = Map.ofEntries(
            Map.entry("hello", new Frame.Hello(2, 2, "s3cret", "java25", 4711, List.of("ping"))),
            Map.entry("hello-plain", new Frame.Hello(2, 4, "s3cret", "node22", 1, List.of())),
            Map.entry("hello-of-tomorrow", new Frame.Hello(2, 9, "t", "x", 1, List.of("ping", "telepathy"))),
            Map.entry("welcome", new Frame.Welcome(2, List.of("ping"))),
            Map.entry("welcome-plain", new Frame.Welcome(2, List.of())),
            Map.entry(
                    "specialise",
                    new Frame.Specialise(
                            "thumbnail",
                            3,
                            "com.acme.Thumbnail::make",
                            new Frame.Artifact("/a b", List.of("code.jar", "path/00001/lib.jar")),
                            Map.of("GREETING", "Grüß Gott"),
                            30_000,
                            100,
                            Map.of("greeting", "hi"))),
            Map.entry(
                    "specialise-bare",
                    new Frame.Specialise("f", 1, "F", new Frame.Artifact("/c", List.of()), Map.of(), 1, 1, Map.of())),
            Map.entry("specialised", new Frame.Specialised("com.acme.Thumbnail, Function<byte[], byte[]>", 8421)),
            Map.entry(
                    "specialise-failed",
                    new Frame.SpecialiseFailed(
                            "initialiser_failed",
                            new FunctionError(
                                    "java.lang.IllegalStateException",
                                    "no key",
                                    List.of("com.acme.Thumbnail.<clinit>(Thumbnail.java:9)")),
                            "look at the first frame")),
            Map.entry(
                    "invoke",
                    new Frame.Invoke(
                            1,
                            "01J0000000000000000000000A",
                            29_990,
                            new RequestHead(
                                    "POST",
                                    "/a%20b",
                                    "x=1&y=%C3%A9",
                                    Headers.of("content-type", "text/plain", "x-a", "1", "X-A", "2")),
                            false)),
            Map.entry(
                    "invoke-without-body",
                    new Frame.Invoke(
                            Integer.MAX_VALUE,
                            "01J0000000000000000000000B",
                            1,
                            new RequestHead("GET", "/", "", Headers.EMPTY),
                            true)),
            Map.entry("data", new Frame.Data(7, ByteBuffer.wrap(new byte[] {0, -1}), false)),
            Map.entry("data-end", new Frame.Data(7, bytes("bye"), true)),
            Map.entry("data-end-empty", new Frame.Data(7, bytes(""), true)),
            Map.entry("trailers", new Frame.Trailers(7, Headers.of("checksum", "abc"))),
            Map.entry("window", new Frame.Window(7, 16_384)),
            Map.entry("result", new Frame.Result(7, 201, Headers.of("location", "/x"), false)),
            Map.entry("result-without-body", new Frame.Result(7, 204, Headers.EMPTY, true)),
            Map.entry(
                    "error",
                    new Frame.Error(
                            7,
                            Frame.InvokeFault.THREW,
                            new FunctionError(
                                    "java.io.IOException",
                                    "disk “full”",
                                    List.of("com.acme.A.b(A.java:3)", "Caused by: java.lang.Error")))),
            Map.entry("error-timed-out", new Frame.Error(7, Frame.InvokeFault.TIMED_OUT, FunctionError.of(""))),
            Map.entry("cancel-client-gone", new Frame.Cancel(7, Frame.CancelCause.CLIENT_GONE)),
            Map.entry("cancel-timed-out", new Frame.Cancel(7, Frame.CancelCause.TIMED_OUT)),
            Map.entry("log", new Frame.Log(7, Frame.LogSource.STDOUT, 1_795_449_600_000_001L, "héllo")),
            Map.entry("log-of-instance", new Frame.Log(0, Frame.LogSource.ERROR, 0, "")),
            Map.entry("ping", new Frame.Ping(42)),
            Map.entry("pong", new Frame.Pong(-1)),
            Map.entry("drain", new Frame.Drain()),
            Map.entry("progress", new Frame.Progress(7, bytes("50% "))),
            Map.entry("progress-empty", new Frame.Progress(7, bytes(""))),
            Map.entry("notice", new Frame.Notice(1, Frame.Notice.DRAINING, bytes(""))),
            Map.entry("notice-with-body", new Frame.Notice(2, "region", bytes("\0eu"))),
            Map.entry("noticed", new Frame.Noticed(1)),
            Map.entry("profile", new Frame.Profile("a.B\na.C")));

    static List<VectorFile.Vector> vectors() {
        return VectorFile.read("vectors.txt").vectors();
    }

    static List<VectorFile.Vector> malformed() {
        return VectorFile.read("malformed.txt").vectors();
    }

    @Test
    void everyFrameTypeHasAVector() {
        assertThat(MEANINGS.values().stream().map(Frame::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(frames(Frame.class).collect(Collectors.toSet()));
        assertThat(vectors().stream().map(VectorFile.Vector::name))
                .containsExactlyInAnyOrderElementsOf(MEANINGS.keySet());
    }

    private static Stream<Class<? extends Frame>> frames(Class<? extends Frame> type) {
        return type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(sort -> frames(sort.asSubclass(Frame.class)))
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void encoderWritesTheBytes(VectorFile.Vector vector) {
        FrameEncoder encoder = new FrameEncoder(1).write(meaning(vector));

        assertThat(HexFormat.of().formatHex(encoder.array(), 0, encoder.size())).isEqualTo(vector.hex());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decoderReadsTheBytes(VectorFile.Vector vector) {
        ByteBuffer bytes = vector.bytes();

        assertThat(FrameDecoder.next(bytes)).isEqualTo(meaning(vector));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decoderReadsTheBytesFromDirectMemory(VectorFile.Vector vector) {
        ByteBuffer heap = vector.bytes();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(heap.remaining()).put(heap).flip();

        assertThat(FrameDecoder.next(direct)).isEqualTo(meaning(vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decoderWaitsForTheWholeFrame(VectorFile.Vector vector) {
        ByteBuffer bytes = vector.bytes();
        for (int size = 0; size < bytes.capacity(); size++) {
            ByteBuffer part = bytes.slice(0, size);

            assertThat(FrameDecoder.next(part)).as("%d bytes", size).isNull();
            assertThat(part.position()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void decoderRefuses(VectorFile.Vector vector) {
        assertThatThrownBy(() -> FrameDecoder.next(vector.bytes()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(vector.remark());
    }

    @Test
    void decoderRefusesDataOfMoreThanTheLimit() {
        ByteBuffer bytes = new FrameEncoder()
                .write(new Frame.Data(1, ByteBuffer.allocate(Protocol.MAX_DATA_BYTES + 1), false))
                .written();

        assertThatThrownBy(() -> FrameDecoder.next(bytes))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("DATA has 32769 bytes: at most 32768 are allowed");
    }

    @Test
    void decoderRefusesProgressAndNoticesOfMoreThanTheirLimits() {
        ByteBuffer progress = new FrameEncoder()
                .write(new Frame.Progress(1, ByteBuffer.allocate(Protocol.MAX_PROGRESS_BYTES + 1)))
                .written();
        ByteBuffer notice = new FrameEncoder()
                .write(new Frame.Notice(1, "x", ByteBuffer.allocate(Protocol.MAX_NOTICE_BYTES + 1)))
                .written();

        assertThatThrownBy(() -> FrameDecoder.next(progress))
                .hasMessage("PROGRESS has 65537 bytes: at most 65536 are allowed");
        assertThatThrownBy(() -> FrameDecoder.next(notice))
                .hasMessage("NOTICE has 8193 bytes: at most 8192 are allowed");
    }

    @Test
    void decoderRefusesAProfileOfMoreThanItsLimit() {
        ByteBuffer profile = new FrameEncoder()
                .write(new Frame.Profile("x".repeat(Protocol.MAX_PROFILE_BYTES + 1)))
                .written();

        assertThatThrownBy(() -> FrameDecoder.next(profile))
                .hasMessage("PROFILE has 131073 bytes: at most 131072 are allowed");
    }

    @Test
    void encoderRefusesAFrameOverTheLimitAndKeepsWhatItHad() {
        FrameEncoder encoder = new FrameEncoder().write(new Frame.Drain());
        Frame large = new Frame.Log(1, Frame.LogSource.INFO, 0, "x".repeat(Protocol.MAX_FRAME_BYTES));

        assertThatThrownBy(() -> encoder.write(large))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("larger than the 1048576 allowed");
        assertThat(FrameDecoder.next(encoder.written())).isEqualTo(new Frame.Drain());
    }

    @Test
    void encoderRefusesACountOverTheLimit() {
        FrameEncoder encoder = new FrameEncoder();
        Frame many = new Frame.Trailers(1, Headers.of(new String[2 * 65_536]));

        assertThatThrownBy(() -> encoder.write(many))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a count of 65536 does not fit into a frame: at most 65535");
        assertThat(encoder.size()).isZero();
    }

    private static Frame meaning(VectorFile.Vector vector) {
        return java.util.Objects.requireNonNull(MEANINGS.get(vector.name()), vector.name());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
