package dev.sluice.runner.session;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.function.Context;
import dev.sluice.function.EventAttributes;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.ownership.Ownership;
import dev.sluice.runner.event.Events;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a function's code may know of one call. */
record CallContext(
        InstanceContext instance,
        String invocationId,
        Headers headers,
        Instant deadline,
        BooleanSupplier over,
        Consumer<byte[]> progressTo)
        implements Context {

    @Override
    public Optional<EventAttributes> event() {
        return Events.attributes(headers);
    }

    @Override
    public int attempt() {
        return headers.first(Invocation.ATTEMPT)
                .filter(told -> told.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .orElse(1);
    }

    @Override
    public Optional<Instant> accepted() {
        return time(Invocation.ACCEPTED);
    }

    @Override
    public Optional<Instant> scheduled() {
        return time(Invocation.SCHEDULED);
    }

    private Optional<Instant> time(String field) {
        try {
            return headers.first(field).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> lastProgress() {
        try {
            return headers.first(Invocation.PROGRESS).map(Base64.getDecoder()::decode);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void progress(byte[] bytes) {
        progressTo.accept(bytes);
    }

    @Override
    public boolean cancelled() {
        return over.getAsBoolean() || Instant.now().isAfter(deadline);
    }

    @Override
    public String function() {
        return instance.function();
    }

    @Override
    public int version() {
        return instance.version();
    }

    @Override
    public Map<String, String> environment() {
        return instance.environment();
    }

    @Override
    public Ownership ownership() {
        return instance.ownership();
    }

    @Override
    public System.Logger logger() {
        return instance.logger();
    }
}
