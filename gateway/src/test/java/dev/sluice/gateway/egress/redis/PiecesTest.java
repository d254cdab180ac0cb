package dev.sluice.gateway.egress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and replies that come in any pieces. */
class PiecesTest {

    @Test
    void repliesEndWhereTheyEndHoweverTheyAreCut() throws ProtocolFault {
        long seed = System.nanoTime();
        System.out.println("PiecesTest, seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(reply(random, 3));
            }
            assertThat(scanned(String.join("", replies), random)).isEqualTo(replies);
        }
    }

    private static String reply(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> "+OK\r\n";
            case 1 -> "-ERR no\r\n";
            case 2 -> ":" + random.nextInt() + "\r\n";
            case 3 -> "$-1\r\n";
            case 4 -> {
                String text = "\r\n*$x".repeat(random.nextInt(30));
                yield "$" + text.length() + "\r\n" + text + "\r\n";
            }
            case 5 -> "*-1\r\n";
            default -> {
                int elements = random.nextInt(4);
                StringBuilder array = new StringBuilder("*" + elements + "\r\n");
                for (int i = 0; i < elements; i++) {
                    array.append(reply(random, depth - 1));
                }
                yield array.toString();
            }
        };
    }

    private static List<String> scanned(String bytes, Random random) throws ProtocolFault {
        List<String> found = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        ReplyScanner scanner = new ReplyScanner();
        for (String piece : pieces(bytes, random)) {
            Buffer buffer = Buffer.buffer(piece.getBytes(StandardCharsets.ISO_8859_1));
            int at = 0;
            while (at < buffer.length()) {
                int length = scanner.take(buffer, at);
                one.append(piece, at, at + length);
                at += length;
                if (scanner.isWhole()) {
                    found.add(one.toString());
                    one.setLength(0);
                    scanner = new ReplyScanner();
                }
            }
        }
        assertThat(scanner.isFresh()).isTrue();
        return found;
    }

    private static List<String> pieces(String bytes, Random random) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length(); ) {
            int to = Math.min(bytes.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            pieces.add(bytes.substring(at, to));
            at = to;
        }
        return pieces;
    }

    @Test
    void commandsAreReadHoweverTheyAreCut() throws ProtocolFault {
        long seed = System.nanoTime();
        System.out.println("PiecesTest, seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<List<String>> commands = new ArrayList<>();
            StringBuilder bytes = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                List<String> words = new ArrayList<>(List.of("SET"));
                for (int word = random.nextInt(4); word > 0; word--) {
                    words.add("\r\n*$".repeat(random.nextInt(20)));
                }
                commands.add(words);
                bytes.append(Resp.command(words.stream()
                        .map(word -> word.getBytes(StandardCharsets.UTF_8))
                        .toList()));
            }
            CommandReader reader = new CommandReader();
            List<List<String>> read = new ArrayList<>();
            for (String piece : pieces(bytes.toString(), random)) {
                reader.feed(Buffer.buffer(piece));
                for (Optional<Command> next = reader.next(); next.isPresent(); next = reader.next()) {
                    Command command = next.get();
                    read.add(command.words().stream()
                            .map(word -> new String(word, StandardCharsets.UTF_8))
                            .toList());
                }
            }
            assertThat(read).isEqualTo(commands);
        }
    }

    @Test
    void aCommandThatComesByteByByteCostsNoMoreTheLongerItIs() {
        int keys = 20_000;
        byte[] bytes = Resp.command(IntStream.range(0, keys)
                        .mapToObj(i -> ("k" + i).getBytes(StandardCharsets.UTF_8))
                        .toList())
                .getBytes();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            CommandReader reader = new CommandReader();
            Optional<Command> read = Optional.empty();
            for (byte octet : bytes) {
                reader.feed(Buffer.buffer(new byte[] {octet}));
                read = reader.next();
            }
            assertThat(read.orElseThrow().size()).isEqualTo(keys);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*0\r\n",
                "*x\r\n",
                "*99999999\r\n",
                "*1\r\n:1\r\n",
                "*1\r\n$-5\r\n",
                "*1\r\n$9999999\r\n",
                "*000000000000000000000000000000001",
                "PING"
            })
    void whatIsNoCommandIsRefused(String bytes) {
        CommandReader reader = new CommandReader();
        reader.feed(Buffer.buffer(bytes));

        assertThatThrownBy(reader::next).isInstanceOf(ProtocolFault.class);
    }
}
