package dev.sluice.testkit.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LeavingRunners;
import dev.sluice.core.logs.LogDelivery;
import dev.sluice.core.logs.LogFollow;
import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The specification of {@link FunctionLogs} as code: keeps the newest {@link LogQuery#MAX_TAIL} lines of each function. */
public final class InMemoryFunctionLogs implements FunctionLogs {

    private final Map<String, ArrayDeque<LogLine>> lines = new HashMap<>();
    private final Map<LogDelivery, LogQuery> followers = new HashMap<>();
    private final LeavingRunners leaving = new LeavingRunners();

    @Override
    public synchronized void accept(LogLine line) {
        if (FunctionName.ofValue(line.function()).isEmpty() || leaving.contains(line.instance())) {
            return;
        }
        ArrayDeque<LogLine> kept = lines.computeIfAbsent(line.function(), name -> new ArrayDeque<>());
        kept.add(line);
        if (kept.size() > LogQuery.MAX_TAIL) {
            kept.remove();
        }
        followers.forEach((delivery, query) -> {
            if (query.matches(line)) {
                delivery.offer(line);
            }
        });
    }

    @Override
    public synchronized List<LogLine> tail(LogQuery query) {
        Collection<LogLine> kept = lines.getOrDefault(query.function().value(), new ArrayDeque<>());
        List<LogLine> wanted = kept.stream().filter(query::matches).toList();
        return new ArrayList<>(wanted.subList(Math.max(0, wanted.size() - query.tail()), wanted.size()));
    }

    @Override
    public synchronized LogFollow follow(LogQuery query, LogFollower follower) {
        LogDelivery delivery = new LogDelivery(follower);
        followers.put(delivery, query);
        List<LogLine> backlog = tail(query);
        delivery.start(query.function().value(), () -> backlog);
        return () -> {
            delivery.close();
            forget(delivery);
        };
    }

    @Override
    public synchronized void remove(FunctionName function, Set<RunnerId> stillRunning) {
        leaving.add(stillRunning);
        lines.remove(function.value());
        followers.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().function().equals(function);
            if (over) {
                entry.getKey().end();
            }
            return over;
        });
    }

    @Override
    public synchronized void close() {
        followers.keySet().forEach(LogDelivery::end);
        followers.clear();
    }

    private synchronized void forget(LogDelivery delivery) {
        followers.remove(delivery);
    }
}
