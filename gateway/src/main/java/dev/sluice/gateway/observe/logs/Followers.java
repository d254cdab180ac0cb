package dev.sluice.gateway.observe.logs;

import dev.sluice.core.logs.LogDelivery;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who follows which function. For the writing thread only. */
final class Followers {

    private final Map<String, Map<LogDelivery, LogQuery>> byFunction = new HashMap<>();

    void add(LogQuery query, LogDelivery delivery) {
        byFunction
                .computeIfAbsent(query.function().value(), name -> new LinkedHashMap<>())
                .put(delivery, query);
    }

    boolean remove(LogDelivery delivery) {
        boolean known = false;
        for (Map<LogDelivery, LogQuery> followers : byFunction.values()) {
            known |= followers.remove(delivery) != null;
        }
        byFunction.values().removeIf(Map::isEmpty);
        return known;
    }

    void tell(LogLine line) {
        Map<LogDelivery, LogQuery> followers = byFunction.get(line.function());
        if (followers != null) {
            followers.forEach((delivery, query) -> {
                if (query.matches(line)) {
                    delivery.offer(line);
                }
            });
        }
    }

    void end(String function) {
        Map<LogDelivery, LogQuery> followers = byFunction.remove(function);
        if (followers != null) {
            followers.keySet().forEach(LogDelivery::end);
        }
    }

    void endAll() {
        byFunction.values().forEach(followers -> followers.keySet().forEach(LogDelivery::end));
        byFunction.clear();
    }
}
