package dev.sluice.benchmarks.code;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Random;

/**
 * A hundred leaves of two replicas each, behind one port: {@code Sluice-Shard} says which leaf is called, and of its replicas the one with
 * fewer calls under way answers 1, after 10 ms more or less by up to a fifth. One replica of one leaf always takes ten times as long.
 * {@code /counts} tells how many calls there were, and how many of them were second ones. The port is its argument; all of it is on one
 * event loop.
 */
public final class LeafServer {

    private static final int LEAVES = 100;
    private static final int REPLICAS = 2;
    private static final int SLOW_LEAF = 7;
    private static final int SLOW_REPLICA = 1;
    private static final double MILLIS = 10;
    private static final double SPREAD = 0.2;
    private static final double SLOWER = 10;
    private static final long SEED = 15;

    private final Vertx vertx;
    private final Random random = new Random(SEED);
    private final int[][] underWay = new int[LEAVES][REPLICAS];
    private final int[] last = new int[LEAVES];
    private long calls;
    private long seconds;

    private LeafServer(Vertx vertx) {
        this.vertx = vertx;
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        LeafServer leaves = new LeafServer(vertx);
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(leaves::answer)
                .listen();
    }

    private void answer(HttpServerRequest request) {
        String shard = request.getHeader("Sluice-Shard");
        if (shard == null) {
            request.response().end(calls + " " + seconds);
            return;
        }
        calls++;
        seconds += request.getHeader("Sluice-Hedged") == null ? 0 : 1;
        int leaf = Integer.parseInt(shard);
        int replica = replica(leaf);
        underWay[leaf][replica]++;
        long timer = vertx.setTimer(delay(leaf, replica), _ -> {
            underWay[leaf][replica]--;
            request.response().putHeader("Content-Type", "application/json").end("1");
        });
        request.response().closeHandler(_ -> {
            if (vertx.cancelTimer(timer)) {
                underWay[leaf][replica]--;
            }
        });
    }

    /** The one with fewer calls, and of equal ones the one that was not called last. */
    private int replica(int leaf) {
        int other = REPLICAS - 1 - last[leaf];
        int chosen = underWay[leaf][other] <= underWay[leaf][last[leaf]] ? other : last[leaf];
        last[leaf] = chosen;
        return chosen;
    }

    private long delay(int leaf, int replica) {
        double millis = MILLIS * (1 + SPREAD * (2 * random.nextDouble() - 1));
        boolean slow = leaf == SLOW_LEAF && replica == SLOW_REPLICA;
        return Math.round(slow ? SLOWER * millis : millis);
    }
}
