package dev.sluice.gateway.async;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.Backlog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Tells the pools how many calls of each function wait that they are not asked for yet, so that instances come and stay for them.
 */
public final class AnnouncedBacklogs implements BiConsumer<FunctionName, Long> {

    private final Function<FunctionName, Backlog> pools;
    private final int underWay;
    private final Map<FunctionName, Backlog> announced = new ConcurrentHashMap<>();

    /** @param underWay calls of one function for which slots are asked at the same time */
    public AnnouncedBacklogs(Function<FunctionName, Backlog> pools, int underWay) {
        this.pools = pools;
        this.underWay = underWay;
    }

    @Override
    public void accept(FunctionName function, Long calls) {
        int waiting = (int) Math.min(Integer.MAX_VALUE, Math.max(0, calls - underWay));
        if (waiting > 0 || announced.containsKey(function)) {
            announced.computeIfAbsent(function, pools).is(waiting);
        }
        if (waiting == 0) {
            announced.remove(function);
        }
    }
}
