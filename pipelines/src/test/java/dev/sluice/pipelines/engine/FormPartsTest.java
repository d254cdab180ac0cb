package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadLostException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormPartsTest {

    private static final String TYPE = "multipart/form-data; boundary=\"--x7\"";

    @TempDir
    private Path folder;

    private KeptPayloads files;

    @BeforeEach
    void begin() {
        files = new KeptPayloads(folder, NoCluster.unasked(), List.of(), InstantSource.system());
    }

    private FormParts parts(InputStream body) {
        return FormParts.of(TYPE, body, files::draft).orElseThrow();
    }

    private FormParts parts(String body) {
        return parts(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<SentItem> all(FormParts parts) throws IOException, MalformedEventException {
        List<SentItem> all = new ArrayList<>();
        for (Optional<SentItem> next = parts.next(); next.isPresent(); next = parts.next()) {
            all.add(next.get());
        }
        return all;
    }

    private byte[] bytes(SentItem item) throws PayloadLostException {
        ByteBuffer content = files.readNow(item.data());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    @Test
    void eachPartIsAnItemWithItsTypeAndTheNameOfItsFile() throws Exception {
        List<SentItem> all = all(parts("""
                --\
                --x7\r
                Content-Disposition: form-data; name="a"; filename="über \\"1\\".jpg"\r
                Content-Type: image/jpeg\r
                \r
                one\r
                two\r
                ----x7\r
                content-disposition: form-data; name="b"\r
                \r
                \r
                ----x7--\r
                behind it
                """));

        assertThat(all).extracting(SentItem::type).containsExactly("image/jpeg", "text/plain");
        assertThat(all).extracting(SentItem::file).containsExactly(Optional.of("über \"1\".jpg"), Optional.empty());
        assertThat(new String(bytes(all.getFirst()), StandardCharsets.UTF_8)).isEqualTo("one\r\ntwo");
        assertThat(bytes(all.getLast())).isEmpty();
    }

    @Test
    void partsOfAnyLengthComeAsTheyWereSentHoweverTheyAreCut() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] part = part(random);
                sent.add(part);
                body.writeBytes("----x7\r\nContent-Type: a/b\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                body.writeBytes(part);
                body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            body.writeBytes("----x7--".getBytes(StandardCharsets.UTF_8));

            List<SentItem> all = all(parts(cut(body.toByteArray(), random)));

            assertThat(all).as("seed %d", seed).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(bytes(all.get(i))).as("seed %d", seed).isEqualTo(sent.get(i));
                assertThat(all.get(i).data() instanceof Payload.Kept)
                        .as("seed %d", seed)
                        .isEqualTo(sent.get(i).length > Payload.MOST_INLINE);
            }
        }
    }

    /** Bytes among which much looks like the begin of a delimiter. */
    private static byte[] part(Random random) {
        byte[] part = new byte[random.nextInt(random.nextBoolean() ? 50 : 400_000)];
        byte[] of = "\r\n----x".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < part.length; i++) {
            part[i] = of[random.nextInt(of.length)];
        }
        return part;
    }

    private static InputStream cut(byte[] body, Random random) {
        return new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, 1 + random.nextInt(70_000)));
            }
        };
    }

    @Test
    void aBodyThatIsNoFormIsToldSo() throws Exception {
        assertThat(FormParts.of("multipart/form-data", InputStream.nullInputStream(), files::draft))
                .isEmpty();
        assertThat(all(parts(""))).isEmpty();
        assertThat(all(parts("----x7--"))).isEmpty();
        assertThatThrownBy(() -> all(parts("----x7\r\n\r\nabc"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> all(parts("----x7y\r\n\r\nabc\r\n----x7--")))
                .hasMessage("behind its boundary there is something else than the end of the line");
        FormParts long1 = parts("----x7\r\n\r\na\r\n----x7\r\nX: " + "y".repeat(9_000) + "\r\n\r\nabc\r\n----x7--");
        assertThat(long1.next()).isPresent();
        assertThatThrownBy(long1::next).hasMessage("its header has more than 8 KiB");
        assertThat(long1.place()).isEqualTo("Part 2");
    }
}
