package dev.sluice.gateway.api;

import dev.sluice.pipelines.engine.BatchStanding;
import dev.sluice.pipelines.engine.Batches;
import dev.sluice.pipelines.engine.Missing;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Batches of pipelines, as the API tells them. */
final class BatchAnswer {

    private BatchAnswer() {}

    static Map<String, Object> stored(Batches.Stored stored) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", stored.id());
        told.put("stored", stored.stored());
        told.put("closed", stored.closed());
        return told;
    }

    static Map<String, Object> standing(BatchStanding batch, Instant now) {
        Map<String, Object> told = brief(batch);
        batch.rate(now).ifPresent(rate -> told.put("rate", rounded(rate)));
        batch.timeLeft(now)
                .ifPresent(left -> told.put("timeLeft", left.plusMillis(999).toSeconds()));
        told.put("failures", batch.failures().stream().map(BatchAnswer::missing).toList());
        return told;
    }

    static Map<String, Object> list(List<BatchStanding> batches) {
        return Map.of("batches", batches.stream().map(BatchAnswer::brief).toList());
    }

    /** Three digits of it. */
    private static double rounded(double rate) {
        return new BigDecimal(rate).round(new MathContext(3)).doubleValue();
    }

    private static Map<String, Object> brief(BatchStanding batch) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", batch.id());
        told.put("state", batch.state().name().toLowerCase(Locale.ROOT));
        if (batch.paused()) {
            told.put("paused", true);
        }
        batch.rerun().ifPresent(rerun -> {
            told.put("rerunOf", rerun.of());
            told.put("from", rerun.from());
        });
        told.put("stored", batch.stored());
        told.put("underWay", batch.underWay());
        told.put("failed", batch.failed());
        told.put("openedAt", batch.opened().toString());
        if (!batch.editions().isEmpty()) {
            told.put("editions", batch.editions());
        }
        batch.ended().ifPresent(time -> told.put("endedAt", time.toString()));
        return told;
    }

    private static Map<String, Object> missing(Missing missing) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", missing.id());
        told.put("stage", missing.stage());
        told.put("reason", missing.reason());
        return told;
    }
}
