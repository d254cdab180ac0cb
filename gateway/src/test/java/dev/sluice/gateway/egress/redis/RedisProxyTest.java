package dev.sluice.gateway.egress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.ServerAddress;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.upstream.UpstreamSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three real servers, which keep nothing on the disk. */
@Timeout(60)
class RedisProxyTest {

    private static final Optional<Path> PROGRAM = Stream.of("valkey-server", "redis-server")
            .flatMap(name -> Stream.of(
                            System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                    .map(place -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private static final List<Process> SERVERS = new ArrayList<>();
    private static final List<ServerAddress> ADDRESSES = new ArrayList<>();

    @TempDir
    private static Path folder;

    private final List<RedisProxy> proxies = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                PROGRAM.isPresent(),
                "neither valkey-server nor redis-server is installed: on Debian, apt-get install redis-server");
        for (int i = 0; i < 3; i++) {
            server("");
        }
    }

    private static ServerAddress server(String password) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "no"));
        if (!password.isEmpty()) {
            command.addAll(List.of("--requirepass", password));
        }
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        SERVERS.add(server);
        ServerAddress address = new ServerAddress("127.0.0.1", port);
        if (password.isEmpty()) {
            ADDRESSES.add(address);
        }
        BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            line = lines.readLine();
        }
        assertThat(line).as("it has started").isNotNull();
        return address;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @BeforeEach
    void empty() throws IOException {
        for (ServerAddress address : ADDRESSES) {
            try (PlainClient direct = new PlainClient(address.port())) {
                assertThat(direct.ask("FLUSHALL")).isEqualTo("+OK");
            }
        }
    }

    @AfterEach
    void close() {
        proxies.forEach(RedisProxy::close);
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(Process::destroyForcibly);
        done(VERTX.close());
    }

    @Test
    void eachKeyLiesAtOneServerAndCommandsOfSeveralKeysArePutTogether() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            for (int i = 0; i < 90; i++) {
                assertThat(client.ask("SET", "a" + i, "v" + i)).isEqualTo("+OK");
            }
            int all = 0;
            for (ServerAddress address : ADDRESSES) {
                try (PlainClient direct = new PlainClient(address.port())) {
                    int here = Integer.parseInt(direct.ask("DBSIZE").substring(1));
                    assertThat(here).as("keys at one of three").isBetween(12, 50);
                    all += here;
                }
            }
            assertThat(all).isEqualTo(90);

            assertThat(client.ask("MGET", "a3", "none", "a1", "a7", "a2", "a3"))
                    .isEqualTo("[v3, null, v1, v7, v2, v3]");
            assertThat(client.ask("MSET", "b1", "x", "b2", "y", "b3", "z", "b4", "w"))
                    .isEqualTo("+OK");
            assertThat(client.ask("EXISTS", "b1", "b2", "b3", "b4", "b5")).isEqualTo(":4");
            assertThat(client.ask("DEL", "b1", "b2", "b3", "b4", "b5")).isEqualTo(":4");
            assertThat(client.ask(words("UNLINK", "a", 90))).isEqualTo(":90");
        }
    }

    @Test
    void keysOfOnePartInBracesLieTogetherAndOthersThatDoNotAreSaid() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            assertThat(client.ask("SADD", "{u1}:a", "x", "y")).isEqualTo(":2");
            assertThat(client.ask("SADD", "{u1}:b", "y", "z")).isEqualTo(":2");
            assertThat(client.ask("SINTER", "{u1}:a", "{u1}:b")).isEqualTo("[y]");
            assertThat(client.ask("EVAL", "return redis.call('SCARD', KEYS[1])", "1", "{u1}:a"))
                    .isEqualTo(":2");
            assertThat(client.ask("SINTER", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"))
                    .startsWith(
                            "-CROSSSLOT The ambassador 'cache': the keys of 'SINTER' lie at several servers: give them");
            assertThat(client.ask("DEL", "{u1}:a", "{u1}:b")).isEqualTo(":2");
        }
    }

    @Test
    void whatHasNoKeyIsRefusedWithASentenceAndWhatClientsSayAtFirstIsAnswered() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            assertThat(client.ask("HELLO", "3")).startsWith("-NOPROTO");
            assertThat(client.ask("HELLO", "2")).startsWith("[server, redis, version, 7.0.0, proto, :2,");
            assertThat(client.ask("CLIENT", "SETINFO", "LIB-NAME", "plain")).isEqualTo("+OK");
            assertThat(client.ask("SELECT", "0")).isEqualTo("+OK");
            assertThat(client.ask("SELECT", "1")).isEqualTo("-ERR The ambassador 'cache': it has the database 0 alone");
            assertThat(client.ask("PING")).isEqualTo("+PONG");
            assertThat(client.ask("PING", "you")).isEqualTo("you");
            assertThat(client.ask("INFO")).contains("loading:0");
            for (String command : List.of("FLUSHALL", "KEYS", "MULTI", "SUBSCRIBE", "BLPOP", "RANDOMNESS")) {
                assertThat(client.ask(command, "x"))
                        .isEqualTo("-ERR The ambassador 'cache': '" + command
                                + "' cannot go through it: it has no key by which one of the 3 servers would be found,"
                                + " holds a connection, or is not known. Ask a server itself");
            }
            assertThat(client.ask("GET")).contains("wrong number of arguments for 'GET'");
            assertThat(client.ask("QUIT")).isEqualTo("+OK");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void repliesComeInTheOrderOfCommandsThoughTheyAreOfSeveralServers() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            StringBuilder commands = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                switch (i % 4) {
                    case 0 -> {
                        commands.append("*3\r\n$3\r\nSET\r\n$" + ("p" + i).length() + "\r\np" + i + "\r\n$1\r\nv\r\n");
                        expected.add("+OK");
                    }
                    case 1 -> {
                        commands.append("*2\r\n$4\r\nECHO\r\n$" + ("e" + i).length() + "\r\ne" + i + "\r\n");
                        expected.add("e" + i);
                    }
                    case 2 -> {
                        commands.append("*3\r\n$4\r\nMGET\r\n$" + ("p" + (i - 2)).length() + "\r\np" + (i - 2)
                                + "\r\n$4\r\nnone\r\n");
                        expected.add("[v, null]");
                    }
                    default -> {
                        commands.append("*2\r\n$3\r\nDEL\r\n$" + ("p" + (i - 3)).length() + "\r\np" + (i - 3) + "\r\n");
                        expected.add(":1");
                    }
                }
            }

            Thread sender = Thread.startVirtualThread(() -> client.raw(commands.toString()));
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                replies.add(client.reply());
            }

            assertThat(replies).isEqualTo(expected);
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void largeValuesGoThroughAndOneThatIsTooLargeIsSaid() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            String large = "x".repeat(1_000_000);
            assertThat(client.ask("SET", "large", large)).isEqualTo("+OK");
            for (int i = 0; i < 20; i++) {
                client.send("GET", "large");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.reply()).isEqualTo(large);
            }
            assertThat(client.ask("DEL", "large")).isEqualTo(":1");
            client.raw("*3\r\n$3\r\nSET\r\n$6\r\nlarger\r\n$1100000\r\n");
            assertThat(client.reply())
                    .isEqualTo("-ERR Protocol error: a word has 1100000 bytes: allowed are 0 to 1048576");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void aServerThatDiesIsNamedForItsKeysAndTheOthersGoOn() throws Exception {
        ServerAddress dying = server("");
        ADDRESSES.remove(dying);
        Process process = SERVERS.getLast();
        List<ServerAddress> servers = List.of(ADDRESSES.get(0), ADDRESSES.get(1), dying);
        try (PlainClient client = client(servers, Duration.ofSeconds(5), Optional.empty())) {
            for (int i = 0; i < 60; i++) {
                assertThat(client.ask("SET", "d" + i, "v")).isEqualTo("+OK");
            }

            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            TreeMap<Boolean, Integer> counts = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                String reply = client.ask("GET", "d" + i);
                if (!reply.equals("v")) {
                    assertThat(reply).startsWith("-ERR The ambassador 'cache': " + dying + " ");
                }
                counts.merge(reply.equals("v"), 1, Integer::sum);
            }

            assertThat(counts.get(true)).isBetween(25, 55);
            assertThat(counts.get(false)).isBetween(5, 35);
            assertThat(client.ask(words("MGET", "d", 60))).contains("cannot be reached");
        }
    }

    @Test
    void aServerThatDoesNotReplyIsGivenUpInTimeAndALaterCommandMeetsANewConnection() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PlainClient client = client(
                        List.of(new ServerAddress("127.0.0.1", silent.getLocalPort())),
                        Duration.ofMillis(200),
                        Optional.empty())) {
            client.send("GET", "a");
            client.send("GET", "b");
            client.send("PING");

            String late =
                    "-ERR The ambassador 'cache': 127.0.0.1:" + silent.getLocalPort() + " did not reply within 200ms";
            assertThat(client.reply()).isEqualTo(late);
            assertThat(client.reply()).isEqualTo(late);
            assertThat(client.reply()).isEqualTo("+PONG");
            client.send("GET", "c");
            try (Socket first = silent.accept();
                    Socket second = silent.accept()) {
                second.getOutputStream().write("$1\r\nv\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.reply()).isEqualTo("v");
                assertThat(first.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aReplyThatStopsInTheMiddleEndsTheConnectionSoThatNobodyTakesItForAnother() throws Exception {
        try (ServerSocket broken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PlainClient client = client(
                        List.of(new ServerAddress("127.0.0.1", broken.getLocalPort())),
                        Duration.ofSeconds(5),
                        Optional.empty())) {
            client.send("GET", "a");
            try (Socket server = broken.accept()) {
                InputStream command = server.getInputStream();
                assertThat(command.read()).isEqualTo('*');
                server.getOutputStream().write("$10\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(client.reply()).doesNotContain("-ERR");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void aServerThatAnswersForFewerKeysThanItWasAskedForIsSaid() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PlainClient client = client(
                        List.of(
                                new ServerAddress("127.0.0.1", one.getLocalPort()),
                                new ServerAddress("127.0.0.1", other.getLocalPort())),
                        Duration.ofSeconds(5),
                        Optional.empty())) {
            for (ServerSocket each : List.of(one, other)) {
                Thread.startVirtualThread(() -> answerNothing(each));
            }

            assertThat(client.ask(words("MGET", "k", 20)))
                    .isEqualTo(
                            "-ERR The ambassador 'cache': the replies of its servers do not fit: one has fewer elements"
                                    + " than keys were asked for");
        }
    }

    private static void answerNothing(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write("*0\r\n".getBytes(StandardCharsets.US_ASCII));
            readAll(socket);
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void whoDoesNotReadIsSentNoMoreAndHoldsNoMemory() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PlainClient client = client(
                        List.of(new ServerAddress("127.0.0.1", endless.getLocalPort())),
                        Duration.ofSeconds(20),
                        Optional.empty())) {
            client.send("GET", "a");
            try (Socket server = endless.accept()) {
                AtomicLong written = new AtomicLong();
                Thread.startVirtualThread(() -> writeFor(server, written, "$2000000000\r\n"));

                assertThat(settled(written)).isLessThan(40_000_000);
            }
        }
    }

    @Test
    void ofAServerThatDoesNotReadTheClientIsReadNoFurther() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(),
                        proxy(
                                List.of(new ServerAddress("127.0.0.1", deaf.getLocalPort())),
                                Duration.ofSeconds(20),
                                Optional.empty()))) {
            AtomicLong written = new AtomicLong();
            String value = "x".repeat(10_000);
            Thread.startVirtualThread(
                    () -> writeFor(client, written, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$10000\r\n" + value + "\r\n"));

            assertThat(settled(written)).isLessThan(40_000_000);
        }
    }

    @Test
    void ofAServerThatIsGivenUpAndDoesNotReadNoConnectionIsLeft() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(),
                        proxy(
                                List.of(new ServerAddress("127.0.0.1", deaf.getLocalPort())),
                                Duration.ofMillis(100),
                                Optional.empty()))) {
            String value = "x".repeat(100_000);
            Thread.startVirtualThread(() ->
                    writeFor(client, new AtomicLong(), "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$100000\r\n" + value + "\r\n"));
            Thread.startVirtualThread(() -> readAll(client));

            List<Socket> held = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                held.add(deaf.accept());
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> established(deaf.getLocalPort()) <= 2);
            for (Socket each : held) {
                each.close();
            }
        }
    }

    private static void readAll(Socket from) {
        try {
            from.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }

    /** How many connections to a port of 127.0.0.1 their makers have not closed (proc(5), of IPv4 and IPv6 sockets). */
    private static long established(int port) throws IOException {
        String to = String.format("0100007F:%04X", port);
        List<String> all = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        all.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        return all.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[2].endsWith(to) && words[3].equals("01"))
                .count();
    }

    @Test
    void aServerThatTheOperatorDoesNotAllowIsNotReached() throws IOException {
        int port = proxy(
                ADDRESSES,
                Duration.ofSeconds(5),
                Optional.empty(),
                new UpstreamSettings(
                        new AllowedUpstreams(List.of("cache.example.org")), 256, 1_000, Duration.ofSeconds(5)));
        try (PlainClient client = new PlainClient(port)) {
            assertThat(client.ask("GET", "a"))
                    .startsWith("-ERR The ambassador 'cache': 127.0.0.1:")
                    .endsWith(" cannot be reached: the operator does not allow calls to it");
            assertThat(client.ask("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void whenItEndsItsConnectionsEnd() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            assertThat(client.ask("SET", "a", "b")).isEqualTo("+OK");

            proxies.forEach(RedisProxy::close);

            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    /** The same again and again, until the other side has gone. */
    private static void writeFor(Socket to, AtomicLong written, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] filler = new byte[64 * 1024];
        try {
            to.getOutputStream().write(bytes);
            while (text.startsWith("$")) {
                to.getOutputStream().write(filler);
                written.addAndGet(filler.length);
            }
            while (true) {
                to.getOutputStream().write(bytes);
                written.addAndGet(bytes.length);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    /** What has been written when no more can be. */
    private static long settled(AtomicLong written) {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
        return written.get();
    }

    @Test
    void atAPortTheTokenIsShownFirstAndWhatServersWantBesideIt() throws IOException {
        ServerAddress guarded = server("sesame");
        List<ServerAddress> servers = List.of(guarded);
        try (PlainClient client = client(servers, Duration.ofSeconds(5), Optional.of("token"))) {
            assertThat(client.ask("GET", "a"))
                    .startsWith("-NOAUTH The ambassador 'cache': show it SLUICE_EGRESS_TOKEN");
            assertThat(client.ask("AUTH", "wrong")).startsWith("-WRONGPASS");
            assertThat(client.ask("AUTH", "token", "sesame")).isEqualTo("+OK");
            assertThat(client.ask("SET", "a", "b")).isEqualTo("+OK");
        }
        try (PlainClient client = client(servers, Duration.ofSeconds(5), Optional.of("token"))) {
            assertThat(client.ask("HELLO", "2", "AUTH", "default", "token")).startsWith("[server");
            assertThat(client.ask("GET", "a")).startsWith("-NOAUTH");
        }
        try (PlainClient client = client(servers, Duration.ofSeconds(5), Optional.empty())) {
            assertThat(client.ask("AUTH", "no")).isEqualTo("+OK");
            assertThat(client.ask("GET", "a"))
                    .startsWith("-ERR The ambassador 'cache': " + guarded
                            + " refuses what it was shown by AUTH: WRONGPASS");
        }
    }

    @Test
    void thereIsRoomForSoManyConnectionsAndWhenOneEndsForAnother() throws IOException {
        int port = proxy(ADDRESSES, Duration.ofSeconds(5), Optional.empty());
        List<PlainClient> clients = new ArrayList<>();
        for (int i = 0; i < RedisProxy.MOST_CONNECTIONS; i++) {
            clients.add(new PlainClient(port));
            assertThat(clients.getLast().ask("PING")).isEqualTo("+PONG");
        }
        try (PlainClient surplus = new PlainClient(port)) {
            assertThat(surplus.reply()).contains("max number of clients reached, which is 64");
        }

        clients.getFirst().close();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (PlainClient next = new PlainClient(port)) {
                return next.ask("PING").equals("+PONG");
            }
        });
        for (PlainClient client : clients) {
            client.close();
        }
    }

    @Test
    void whoHasNotShownTheTokenTakesNoPlaceOfThoseThatHave() throws IOException {
        int port = proxy(ADDRESSES, Duration.ofSeconds(5), Optional.of("token"));
        List<PlainClient> strangers = new ArrayList<>();
        for (int i = 0; i <= RedisProxy.MOST_CONNECTIONS; i++) {
            strangers.add(new PlainClient(port));
            assertThat(strangers.getLast().ask("PING")).startsWith("-NOAUTH");
        }

        assertThat(strangers.getFirst().reply())
                .isIn(
                        "closed",
                        "-NOAUTH The ambassador 'cache': too many have come that have not shown it"
                                + " SLUICE_EGRESS_TOKEN yet");
        try (PlainClient client = new PlainClient(port)) {
            assertThat(client.ask("AUTH", "token")).isEqualTo("+OK");
            assertThat(client.ask("PING")).isEqualTo("+PONG");
        }
        for (PlainClient stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void whoDoesNotShowTheTokenInTimeHasToGo() throws IOException {
        int port = proxy(ADDRESSES, Duration.ofMillis(300), Optional.of("token"));
        try (PlainClient stranger = new PlainClient(port);
                PlainClient client = new PlainClient(port)) {
            assertThat(client.ask("AUTH", "token")).isEqualTo("+OK");

            assertThat(stranger.reply())
                    .isEqualTo("-NOAUTH The ambassador 'cache': it was not shown SLUICE_EGRESS_TOKEN in time");

            assertThat(stranger.reply()).isEqualTo("closed");
            assertThat(client.ask("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void whoNeitherShowsTheTokenNorReadsIsNotKept() throws Exception {
        int port = proxy(ADDRESSES, Duration.ofMillis(300), Optional.of("token"));
        try (Socket deaf = new Socket(InetAddress.getLoopbackAddress(), port)) {
            AtomicLong written = new AtomicLong();
            Thread writer = Thread.startVirtualThread(() -> writeFor(deaf, written, "*1\r\n$4\r\nPING\r\n"));

            assertThat(writer.join(Duration.ofSeconds(20))).as("it was cut off").isTrue();
        }
    }

    @Test
    void whoSendsACommandThatIsTooLargeReadsSoThoughHeSendsAllOfIt() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            client.raw("*3\r\n$3\r\nSET\r\n$6\r\nlarger\r\n$8000000\r\n");
            client.raw("x".repeat(8_000_000) + "\r\n");
            assertThat(client.reply())
                    .isEqualTo("-ERR Protocol error: a word has 8000000 bytes: allowed are 0 to 1048576");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void whatIsNoCommandIsSaid() throws IOException {
        try (PlainClient client = client(Optional.empty())) {
            client.raw("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.reply()).isEqualTo("-ERR Protocol error: commands are sent as arrays of bulk strings");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    private static String[] words(String command, String key, int keys) {
        return Stream.concat(Stream.of(command), IntStream.range(0, keys).mapToObj(i -> key + i))
                .toArray(String[]::new);
    }

    private PlainClient client(Optional<String> token) throws IOException {
        return client(ADDRESSES, Duration.ofSeconds(5), token);
    }

    private PlainClient client(List<ServerAddress> servers, Duration timeout, Optional<String> token)
            throws IOException {
        return new PlainClient(proxy(servers, timeout, token));
    }

    private int proxy(List<ServerAddress> servers, Duration timeout, Optional<String> token) {
        return proxy(servers, timeout, token, UpstreamSettings.DEFAULT);
    }

    private int proxy(
            List<ServerAddress> servers, Duration timeout, Optional<String> token, UpstreamSettings upstreams) {
        Ambassador.RedisShards shards = new Ambassador.RedisShards(servers);
        RedisProxy proxy = new RedisProxy(
                VERTX,
                new FunctionName("shop"),
                new Ambassador("cache", Ambassador.Address.PORT, timeout, shards),
                shards,
                upstreams,
                token,
                new EgressMetrics());
        proxies.add(proxy);
        return done(proxy.listen(SocketAddress.inetSocketAddress(0, "127.0.0.1")));
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
