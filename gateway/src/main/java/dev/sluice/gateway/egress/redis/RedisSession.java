package dev.sluice.gateway.egress.redis;

import dev.sluice.core.function.ServerAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One client's connection: its commands are answered in their order. All of its state belongs to one event loop. */
final class RedisSession {

    /** How many commands may wait for their replies; more are not read from the client meanwhile. */
    private static final int MOST_PENDING = 256;

    /** Replies are written together up to so many bytes. */
    private static final int MOST_TOLD_AT_ONCE = 64 * 1024;

    private final RedisProxy proxy;
    private final NetSocket client;
    private final Entrance entrance;
    private final CommandReader reader = new CommandReader();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<ServerAddress, ShardConnection> servers = new HashMap<>();
    private Optional<Command> shown = Optional.empty();
    private boolean leaving;
    private boolean faulty;
    private boolean over;
    private boolean running;
    private boolean again;
    private boolean timed;
    private long turnSince;

    RedisSession(RedisProxy proxy, NetSocket client) {
        this.proxy = proxy;
        this.client = client;
        this.entrance = new Entrance(proxy, this);
    }

    void begin() {
        client.exceptionHandler(cause -> {});
        client.closeHandler(nothing -> {
            close();
            proxy.left(this);
        });
        client.drainHandler(nothing -> run());
        client.handler(this::came);
        entrance.begin();
    }

    /** Others have come that have not shown the token either. */
    void makeRoom() {
        leaveOutside("too many have come that have not shown it SLUICE_EGRESS_TOKEN yet");
    }

    /** What was written before may never be read: this waits for none of it. */
    void leaveOutside(String why) {
        if (!over) {
            client.write(Resp.error("NOAUTH The ambassador '" + proxy.name() + "': " + why));
            close();
        }
        Farewell.cut(client);
    }

    private void came(Buffer bytes) {
        if (!leaving && !over) {
            reader.feed(bytes);
            run();
        }
    }

    /** Takes commands while there is room for them, and tells replies while it is their turn; to be called whenever something has changed. */
    void run() {
        again = true;
        if (running) {
            return;
        }
        running = true;
        while (again && !over) {
            again = false;
            takeCommands();
            List.copyOf(servers.values()).forEach(ShardConnection::flush);
            again |= tellReplies();
        }
        running = false;
        if (!over) {
            settle();
        }
    }

    private void settle() {
        if (leaving && pending.isEmpty()) {
            close();
            new Farewell(proxy.vertx(), client).begin(faulty);
        } else if (leaving || isFull()) {
            client.pause();
        } else {
            client.resume();
        }
    }

    private void takeCommands() {
        try {
            while (!leaving && !over && !isFull()) {
                Optional<Command> command = reader.next();
                if (command.isEmpty()) {
                    return;
                }
                take(command.get());
            }
        } catch (ProtocolFault e) {
            leaving = true;
            faulty = true;
            add(Pending.Streamed.of(Resp.error("ERR Protocol error: " + e.getMessage())));
        }
    }

    /** Whether any has been told whole. */
    private boolean tellReplies() {
        boolean any = false;
        Buffer out = Buffer.buffer();
        while (!pending.isEmpty() && out.length() < MOST_TOLD_AT_ONCE && hasRoom() && !over) {
            Pending first = pending.element();
            first.from().forEach(ShardConnection::goOn);
            Buffer now = first.told();
            out.appendBuffer(now);
            if (!first.isOver()) {
                break;
            }
            pending.remove();
            turnSince = System.nanoTime();
            any = true;
        }
        if (out.length() > 0 && !over) {
            client.write(out);
        }
        return any;
    }

    boolean hasRoom() {
        return !client.writeQueueFull();
    }

    private boolean isFull() {
        return pending.size() >= MOST_PENDING
                || !hasRoom()
                || servers.values().stream().anyMatch(ShardConnection::isFull);
    }

    private void take(Command command) {
        Plan plan = proxy.greeting()
                .plan(command, entrance.isOpen())
                .orElseGet(() -> proxy.sharding().plan(command));
        switch (plan) {
            case Plan.Answer(Buffer reply) -> add(Pending.Streamed.of(reply));
            case Plan.Goodbye(Buffer reply) -> {
                leaving = true;
                add(Pending.Streamed.of(reply));
            }
            case Plan.LetIn(Buffer reply, Command toServers) -> {
                if (!entrance.enter()) {
                    leaving = true;
                    add(Pending.Streamed.of(proxy.full()));
                    return;
                }
                shown = Optional.of(toServers).filter(auth -> auth.size() > 1);
                add(Pending.Streamed.of(reply));
            }
            case Plan.One(ServerAddress server, Buffer bytes) -> {
                ShardConnection to = connection(server);
                Pending reply = Pending.Streamed.of(to);
                add(reply);
                send(to, bytes, reply);
            }
            case Plan.Several several -> {
                List<ShardConnection> to = several.parts().stream()
                        .map(part -> connection(part.server()))
                        .toList();
                Pending reply = new Pending.Merged(to, several, proxy.name());
                add(reply);
                for (int i = 0; i < to.size(); i++) {
                    send(to.get(i), several.parts().get(i).command(), reply);
                }
            }
        }
    }

    private void send(ShardConnection to, Buffer command, Pending reply) {
        proxy.called(to.server());
        to.send(command, reply);
    }

    private void add(Pending reply) {
        if (pending.isEmpty()) {
            turnSince = System.nanoTime();
        }
        pending.add(reply);
        if (!timed) {
            time(proxy.timeout().toMillis());
        }
    }

    private ShardConnection connection(ServerAddress server) {
        ShardConnection known = servers.get(server);
        if (known != null && !known.isOver()) {
            return known;
        }
        ShardConnection made = new ShardConnection(server, this);
        servers.put(server, made);
        shown.ifPresent(auth -> made.greet(auth.encoded()));
        // Not at once: who waits for it has to be known before it can fail.
        proxy.vertx()
                .runOnContext(now -> proxy.connect(server)
                        .onSuccess(made::connected)
                        .onFailure(cause -> made.fail("cannot be reached: " + cause.getMessage())));
        return made;
    }

    boolean isTurnOf(Pending reply) {
        return pending.peek() == reply;
    }

    private void time(long millis) {
        timed = true;
        proxy.vertx().setTimer(Math.max(1, millis), nothing -> {
            timed = false;
            look();
        });
    }

    /** Who waits first has the whole time from when it was his turn, or from when the client read on. */
    private void look() {
        if (over || pending.isEmpty()) {
            return;
        }
        if (!hasRoom()) {
            turnSince = System.nanoTime();
        }
        long left = proxy.timeout().toNanos() - (System.nanoTime() - turnSince);
        if (left > 0) {
            time(left / 1_000_000 + 1);
            return;
        }
        pending.element().from().forEach(server -> server.fail("did not reply within " + proxy.timeoutText()));
        if (!timed && !pending.isEmpty()) {
            time(proxy.timeout().toMillis());
        }
    }

    /** Those who wait for a server are told that it has failed. */
    void failed(ShardConnection server, List<Pending> left, String why) {
        servers.remove(server.server(), server);
        proxy.failed(server.server(), left.size());
        Buffer error = Resp.error("ERR The ambassador '" + proxy.name() + "': " + server.server() + " " + why);
        boolean told = true;
        for (Pending reply : left) {
            told &= reply.failed(server, error);
        }
        if (told) {
            run();
        } else {
            client.close();
            close();
        }
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        entrance.end();
        servers.values().forEach(ShardConnection::close);
        pending.clear();
    }
}
