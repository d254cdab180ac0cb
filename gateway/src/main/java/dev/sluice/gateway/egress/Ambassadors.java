package dev.sluice.gateway.egress;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.gateway.egress.redis.RedisProxy;
import dev.sluice.gateway.http.EgressRequests;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.security.RandomToken;
import dev.sluice.gateway.upstream.Upstreams;
import dev.sluice.runners.pool.UnpreparedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Opens the ambassadors of instances on the event loops of this gateway. Thread-safe. */
public final class Ambassadors implements InstanceEgress, AutoCloseable {

    /** The variable that tells what is shown at the ports of an instance's ambassadors. */
    public static final String TOKEN = "SLUICE_EGRESS_TOKEN";

    private static final int TOKEN_BYTES = 24;
    private static final long OPEN_SECONDS = 5;
    private static final String REASON = "egress_failed";

    private final Parts parts;
    private final SecureRandom random = new SecureRandom();
    private final Map<RunnerId, List<Opened>> opened = new ConcurrentHashMap<>();

    /**
     * @param folders that of the work folders of instances, each called by its id
     * @param logs takes lines for the logs of functions, on any thread; must not block
     */
    public record Parts(
            Vertx vertx,
            Upstreams upstreams,
            Environments environments,
            Path folders,
            EgressMetrics metrics,
            Consumer<LogLine> logs) {}

    public Ambassadors(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Map<String, String> open(FunctionVersion version, RunnerId instance) {
        List<Ambassador> egress = version.spec().code().launch().egress();
        if (egress.isEmpty()) {
            return Map.of();
        }
        String token = RandomToken.of(TOKEN_BYTES, random);
        Map<String, String> variables = new HashMap<>();
        for (Ambassador ambassador : egress) {
            variables.put(ambassador.variable(), open(version, ambassador, instance, token));
            if (ambassador.address() == Ambassador.Address.PORT) {
                variables.put(TOKEN, token);
            }
        }
        return variables;
    }

    /** Opens one; the address that the instance is told. */
    private String open(FunctionVersion version, Ambassador ambassador, RunnerId instance, String token) {
        return switch (ambassador.address()) {
            case SOCKET -> {
                Path path = socket(ambassador, instance);
                SocketAddress at = SocketAddress.domainSocketAddress(path.toString());
                keep(instance, opened(version, ambassador, instance, at, ""));
                yield path.toString();
            }
            case PORT -> {
                SocketAddress at = SocketAddress.inetSocketAddress(0, "127.0.0.1");
                Opened one = opened(version, ambassador, instance, at, token);
                keep(instance, one);
                yield "127.0.0.1:" + one.port();
            }
        };
    }

    private Path socket(Ambassador ambassador, RunnerId instance) {
        Path path = parts.folders()
                .resolve(instance.value())
                .resolve(ambassador.name() + ".egress")
                .toAbsolutePath();
        Optional<String> refusal = SidecarAddress.Socket.refusal(path);
        if (refusal.isPresent()) {
            throw failed(ambassador, refusal.get());
        }
        return path;
    }

    private Opened opened(
            FunctionVersion version, Ambassador ambassador, RunnerId instance, SocketAddress at, String token) {
        Future<Opened> opening = listen(version, ambassador, instance, at, token);
        try {
            return opening.toCompletionStage().toCompletableFuture().get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            opening.onSuccess(Opened::close);
            throw failed(ambassador, "it cannot listen at " + at + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            opening.onSuccess(Opened::close);
            throw failed(ambassador, "its start was interrupted");
        }
    }

    private Future<Opened> listen(
            FunctionVersion version, Ambassador ambassador, RunnerId instance, SocketAddress at, String token) {
        Optional<String> shown = Optional.of(token).filter(secret -> !secret.isEmpty());
        return switch (ambassador.task()) {
            case Ambassador.HttpTask task ->
                HttpListener.open(
                        parts.vertx(),
                        ambassador,
                        at,
                        new EgressRequests(version.function(), http(version, ambassador, instance, task), shown));
            case Ambassador.RedisShards shards ->
                RedisListener.open(
                        new RedisProxy(
                                parts.vertx(),
                                version.function(),
                                ambassador,
                                shards,
                                parts.upstreams().settings(),
                                shown,
                                parts.metrics()),
                        at);
        };
    }

    private HttpAmbassador http(
            FunctionVersion version, Ambassador ambassador, RunnerId instance, Ambassador.HttpTask task) {
        Targeting targeting = Targeting.of(
                task,
                parts.environments().of(version.function().namespace()),
                () -> ThreadLocalRandom.current().nextDouble());
        return new HttpAmbassador(
                version,
                ambassador,
                targeting,
                parts.upstreams(),
                parts.metrics(),
                new Differences(version, ambassador.name(), instance, parts.metrics(), parts.logs()));
    }

    private void keep(RunnerId instance, Opened one) {
        opened.compute(instance, (id, before) -> {
            List<Opened> all = new ArrayList<>(before == null ? List.of() : before);
            all.add(one);
            return all;
        });
    }

    private static UnpreparedException failed(Ambassador ambassador, String why) {
        return new UnpreparedException(
                REASON, "The ambassador '" + ambassador.name() + "' of the function cannot be opened: " + why + ".");
    }

    @Override
    public void ended(RunnerId instance) {
        List<Opened> all = opened.remove(instance);
        if (all != null) {
            all.forEach(Opened::close);
        }
    }

    @Override
    public void close() {
        opened.keySet().forEach(this::ended);
    }
}
