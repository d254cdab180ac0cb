package dev.sluice.events.workqueue.source;

import dev.sluice.events.callback.PublicAddresses;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The objects of a bucket, on any server that speaks S3 ({@code ListObjectsV2}, {@code GetObject}); their versions are their ETags. */
public final class S3Source implements ItemSource {

    /** Refusals that say nothing of one object: of who asks, and when. */
    private static final Set<String> OF_ALL = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "RequestTimeTooSkewed",
            "ExpiredToken",
            "AuthorizationHeaderMalformed",
            "NoSuchBucket",
            "SlowDown");

    private final S3Address address;
    private final String prefix;
    private final Keys keys;
    private final InstantSource clock;
    private final Soon soon;
    private final SourceClient client;

    /** Who asks. */
    @FunctionalInterface
    public interface Keys {

        /** Empty for nobody, as of a bucket that everybody may read. Blocks; fails if they are not there now. */
        Optional<Key> now() throws SourceFault;
    }

    /** A pair of keys. */
    public record Key(String access, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return access;
        }
    }

    /**
     * @param prefix what the keys of its items begin with; empty for all
     * @param executor runs each task on a thread that may block
     */
    public S3Source(
            S3Address address,
            String prefix,
            Keys keys,
            PublicAddresses allowed,
            InstantSource clock,
            Executor executor) {
        this(address, prefix, keys, allowed, clock, executor, SourceClient.PATIENCE);
    }

    S3Source(
            S3Address address,
            String prefix,
            Keys keys,
            PublicAddresses allowed,
            InstantSource clock,
            Executor executor,
            Duration patience) {
        this.address = address;
        this.prefix = prefix;
        this.keys = keys;
        this.clock = clock;
        this.soon = new Soon(executor);
        this.client = new SourceClient(allowed, patience);
    }

    private String who() {
        return "The bucket '" + address.bucket() + "' at " + address.host();
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        SortedMap<String, String> query = new TreeMap<>(Map.of("list-type", "2", "encoding-type", "url"));
        if (!prefix.isEmpty()) {
            query.put("prefix", prefix);
        }
        next.ifPresent(token -> query.put("continuation-token", token));
        return soon.ask(
                who(),
                () -> S3Answer.read(asked(address.path(""), query, ListingReader.LONGEST)
                                .body())
                        .listing());
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return soon.ask(
                who(),
                () -> asked(address.path(name), new TreeMap<>(), Content.LONGEST)
                        .content());
    }

    private SourceClient.Answered asked(String path, SortedMap<String, String> query, int most)
            throws SourceFault, InterruptedException {
        Map<String, String> fields = keys.now()
                .map(key -> new SignatureV4(key.access(), key.secret(), address.region())
                        .fields(address.host(), path, query, clock.instant()))
                .orElse(Map.of());
        SourceClient.Answered answer = client.get(address.uri(path, query), fields, most);
        if (!answer.isSuccess()) {
            refuse(answer);
        }
        return answer;
    }

    private void refuse(SourceClient.Answered answer) throws SourceFault {
        String code = code(answer);
        if (OF_ALL.contains(code)) {
            throw new SourceFault(SourceFault.Why.PASSING, who() + " answered " + answer.status() + " " + code + ".");
        }
        SourceAnswers.check(who(), answer.status(), code);
    }

    private static String code(SourceClient.Answered answer) {
        try {
            return S3Answer.read(answer.body()).errorCode();
        } catch (SourceFault e) {
            // A proxy may have answered: then the status says what there is to say.
            return "";
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
