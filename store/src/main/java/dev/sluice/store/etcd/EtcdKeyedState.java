package dev.sluice.store.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.state.Watches;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Records in an etcd, 3.4 or later, that gateways share, also of several machines: each under {@code sluice/AREA/NAME}, its
 * version being the revision of etcd that made it. A value begins with when it expires, 19 digits of milliseconds and a blank, which a
 * transaction compares in the same step as the version. What has expired is removed by a lease, later. Calls wait some seconds
 * at most and must not be made on an event loop.
 */
public final class EtcdKeyedState implements KeyedState, AutoCloseable {

    static final String PREFIX = "sluice/";

    private static final int DIGITS = 19;
    private static final String NEVER = "9".repeat(DIGITS);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);
    private static final int PAGE = 100;
    private static final Duration LIFE_OF_A_WATCH = Duration.ofMinutes(1);

    private final EtcdAddress address;
    private final EtcdClient etcd;
    private final InstantSource clock;
    private final Leases leases;
    private final Watches watches = new Watches();
    private final EtcdWatch watch;

    private EtcdKeyedState(EtcdAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
        this.etcd = new EtcdClient(address);
        this.leases = new Leases(etcd, clock);
        this.watch = new EtcdWatch(etcd, watches, LIFE_OF_A_WATCH);
    }

    /**
     * Talks to the etcd at {@code etcd://host:port,…}, or {@code etcds://…} with TLS, with {@code user:password@} before the
     * first host if need be. A connection is made with the first call.
     *
     * @throws IllegalArgumentException if that is no such address
     */
    public static EtcdKeyedState at(String address, InstantSource clock) {
        return new EtcdKeyedState(EtcdAddress.of(address), clock);
    }

    @Override
    public Consistency consistency() {
        return Consistency.LINEARIZABLE;
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        return done(() -> {
            JsonNode found = etcd.read("/v3/kv/range", EtcdClient.object().put("key", name(key)))
                    .path("kvs")
                    .path(0);
            String text = EtcdClient.decoded(found.path("value"));
            return isLive(text)
                    ? Optional.of(new Entry(
                            text.substring(DIGITS + 1),
                            new Version(found.path("mod_revision").asLong())))
                    : Optional.<Entry>empty();
        });
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        KeyedState.checked(value);
        return done(() -> {
            try {
                return written(key, value, expected, expiry);
            } catch (EtcdFault e) {
                if (!e.isLeaseGone()) {
                    throw e;
                }
                leases.forget(expiry);
                return written(key, value, expected, expiry);
            }
        });
    }

    @Override
    public boolean delete(StateKey key) {
        return done(() -> removed(transaction(live(key, "GREATER")), key));
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        return done(() -> removed(transaction(live(key, "GREATER"), stands(key, expected)), key));
    }

    @Override
    public List<StateKey> keys(String area, int most) {
        return done(() -> {
            List<StateKey> found = new ArrayList<>();
            ObjectNode question = range(PREFIX + area + "/").put("limit", Integer.toString(PAGE));
            boolean more = true;
            while (more && found.size() < most) {
                JsonNode page = etcd.read("/v3/kv/range", question);
                for (JsonNode kept : page.path("kvs")) {
                    String name = EtcdClient.decoded(kept.path("key"));
                    if (isLive(EtcdClient.decoded(kept.path("value")))) {
                        key(name).ifPresent(found::add);
                    }
                    question.put("key", EtcdClient.encoded(name + "\0"));
                }
                more = page.path("more").asBoolean();
            }
            return found.stream().limit(most).toList();
        });
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        Watch added = watches.add(key, changed);
        try {
            return done(() -> {
                awaitOpen();
                return added;
            });
        } catch (StorageException e) {
            added.close();
            throw e;
        }
    }

    @Override
    public void close() {
        watch.close();
        etcd.close();
    }

    /** The key of a record, unless something else stands under that name. */
    static Optional<StateKey> key(String name) {
        String[] parts = name.split("/", -1);
        return parts.length == 3 && StateKey.isArea(parts[1]) && StateKey.isName(parts[2])
                ? Optional.of(new StateKey(parts[1], parts[2]))
                : Optional.empty();
    }

    /** All keys that begin so, with a '/' at the end, after which '0' follows. */
    static ObjectNode range(String prefix) {
        return EtcdClient.object()
                .put("key", EtcdClient.encoded(prefix))
                .put("range_end", EtcdClient.encoded(prefix.substring(0, prefix.length() - 1) + "0"));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T done(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    "the keyed state at " + address + " failed: " + e.getMessage()
                            + ". Start the etcd, or correct the setting sluice.state.store",
                    e);
        }
    }

    private Optional<Version> written(StateKey key, String value, Version expected, Instant expiry) throws IOException {
        ObjectNode put = EtcdClient.object()
                .put("key", name(key))
                .put("value", EtcdClient.encoded(digits(expiry) + " " + value));
        leases.until(expiry).ifPresent(lease -> put.put("lease", lease));
        ObjectNode question;
        if (expected.equals(Version.NONE)) {
            question = transaction(comparison(key, "VERSION", "EQUAL").put("version", "0"));
            then(question, "success", "request_put", put);
            then(
                    question,
                    "failure",
                    "request_txn",
                    then(transaction(live(key, "LESS")), "success", "request_put", put));
        } else {
            question = then(transaction(live(key, "GREATER"), stands(key, expected)), "success", "request_put", put);
        }
        JsonNode answer = etcd.ask("/v3/kv/txn", question);
        boolean written = answer.path("succeeded").asBoolean()
                || answer.path("responses")
                        .path(0)
                        .path("response_txn")
                        .path("succeeded")
                        .asBoolean();
        return written
                ? Optional.of(new Version(answer.path("header").path("revision").asLong()))
                : Optional.empty();
    }

    private boolean removed(ObjectNode transaction, StateKey key) throws IOException {
        ObjectNode gone = EtcdClient.object().put("key", name(key));
        return etcd.ask("/v3/kv/txn", then(transaction, "success", "request_delete_range", gone))
                .path("succeeded")
                .asBoolean();
    }

    private void awaitOpen() throws IOException {
        try {
            watch.start().get(EtcdClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? null : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("no watch within " + EtcdClient.PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait was interrupted", e);
        }
    }

    private static ObjectNode transaction(ObjectNode... comparisons) {
        ObjectNode transaction = EtcdClient.object();
        transaction.putArray("compare").addAll(List.of(comparisons));
        return transaction;
    }

    private static ObjectNode then(ObjectNode transaction, String branch, String operation, ObjectNode what) {
        transaction.putArray(branch).addObject().set(operation, what);
        return transaction;
    }

    /** Holds for a record that is there and expires later than now, or, with {@code LESS}, not later. */
    private ObjectNode live(StateKey key, String result) {
        return comparison(key, "VALUE", result).put("value", EtcdClient.encoded(afterNow()));
    }

    private static ObjectNode stands(StateKey key, Version version) {
        return comparison(key, "MOD", "EQUAL").put("mod_revision", Long.toString(version.number()));
    }

    private static ObjectNode comparison(StateKey key, String target, String result) {
        return EtcdClient.object().put("key", name(key)).put("target", target).put("result", result);
    }

    private boolean isLive(String text) {
        return text.compareTo(afterNow()) > 0;
    }

    /** A value that begins with this time or a later one is greater, because it is longer. */
    private String afterNow() {
        return digits(clock.instant().plusMillis(1));
    }

    private static String digits(Instant time) {
        return time.isAfter(LAST) ? NEVER : String.format("%019d", Math.max(0, time.toEpochMilli()));
    }

    private static String name(StateKey key) {
        return EtcdClient.encoded(PREFIX + key.area() + "/" + key.name());
    }
}
