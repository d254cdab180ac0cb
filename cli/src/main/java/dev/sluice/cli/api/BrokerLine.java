package dev.sluice.cli.api;

import dev.sluice.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;

/** A line about the platform's Kafka. */
public final class BrokerLine {

    private BrokerLine() {}

    /** {@code pool}: the answer of {@code GET /pool}; without a broker in it, of an older gateway say, the line is empty. */
    public static String of(Doc pool) {
        Doc broker = pool.doc("broker");
        String kafka = broker.flag("own") ? "a Kafka of its own" : "the Kafka that it is told";
        return switch (broker.text("state")) {
            case "not_started" ->
                "events: " + kafka + (broker.flag("own") ? ", started" : ", asked") + " when something needs it";
            case "starting" -> "events: " + kafka + ", which starts";
            case "ready" -> "events: " + kafka + ", which is ready" + facts(broker);
            case "away" -> "events: " + kafka + ", which is away: " + broker.text("why");
            default -> "";
        };
    }

    private static String facts(Doc broker) {
        List<String> facts = new ArrayList<>();
        broker.number("pid").ifPresent(pid -> facts.add("process " + pid));
        broker.number("memoryBytes").ifPresent(bytes -> facts.add(Units.bytes(bytes)));
        broker.number("startMs").ifPresent(millis -> facts.add("started in " + Units.millis(millis)));
        return facts.isEmpty() ? "" : " (" + String.join(", ", facts) + ")";
    }
}
