package dev.sluice.events.workqueue;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.spec.Kind;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.trigger.RetrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a work queue's spec, as people write them and are told of them. */
public record WorkQueueSettings(
        @Setting("where the items come from") Source source,

        @Setting("what works on an item") Worker worker,

        @Setting(
                value = "how long after a listing the source is asked for the next one",
                least = "1s",
                most = "168h",
                otherwise = "30s")
        Duration rescan,

        @Setting(
                value = "what becomes of an item that is listed in another version: `again`: that is worked on too;"
                        + " `ignore`: nothing",
                otherwise = "again")
        OnChange onChange,

        @Setting("how often an item is tried") Retry retry,

        @Setting(
                value = "how long one call of a worker may take, from when it has an instance",
                least = "10ms",
                most = "24h",
                otherwise = "10m")
        Duration deadline,

        @Setting(
                value = "in how long a backlog is to be done: no more items at once than that takes, by what they took"
                        + " so far",
                least = "1s",
                most = "8784h",
                otherwise = "as soon as `parallel` allows")
        Optional<Duration> finishBy,

        @Setting(value = "items that are worked on at the same time", least = "1", most = "1000", otherwise = "10")
        int parallel,

        @Setting(
                value = "how long results are kept, and items that are done and not listed any more",
                least = "1m",
                most = "8784h",
                otherwise = "24h")
        Duration keep,

        @Setting(value = "whether nothing is listed and nothing begins; what is under way goes on", otherwise = "false")
        boolean paused) {

    /** Work queues as a kind of resource. */
    public static final Kind<WorkQueueSettings> KIND =
            new Kind<>("sluice.dev/v1beta1", "WorkQueue", WorkQueueSettings.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<WorkQueueSettings>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "workqueues");

    /** What becomes of an item whose version changes. */
    public enum OnChange {
        AGAIN,
        IGNORE
    }

    /** Who lists the items, and gives what they hold: exactly one. */
    public record Source(
            @Setting(
                    value = "an address, below which `/items` and `/items/NAME` are",
                    otherwise = "none",
                    patternRule = "http or https, with a host, as in https://example.org/photos")
            Optional<URI> url,

            @Setting(value = "a function that answers `GET /items` and `GET /items/NAME`", otherwise = "none")
            Optional<FunctionName> function,

            @Setting(
                    value = "a folder of the machine that works on the queue, whose files are items",
                    otherwise = "none",
                    pattern = "/[^\\p{Cntrl}]{0,1000}",
                    patternRule = "an absolute path, as in /srv/photos")
            Optional<String> folder,

            @Setting(value = "a topic whose records are items, by their keys", otherwise = "none")
            Optional<String> topic,

            @Setting(value = "a bucket of objects, at a server that speaks S3", otherwise = "none")
            Optional<BucketSettings> s3,

            @Setting(
                    value = "what a worker gets: `fetch`: what the source gives for the item; `none`: only its name",
                    otherwise = "fetch")
            Content content) {

        public Source {
            long told = Stream.of(url, function, folder, topic, s3)
                    .filter(Optional::isPresent)
                    .count();
            if (told != 1) {
                throw new IllegalArgumentException(
                        "a source is exactly one of url, function, folder, topic and s3, this one has "
                                + (told == 0 ? "none" : told + " of them"));
            }
        }
    }

    /** What a worker is given of an item. */
    public enum Content {
        FETCH,
        NONE
    }

    /** The functions that work on an item, in a row. */
    public record Worker(
            @Setting(value = "the function that is called with each item", otherwise = "none", inShort = true)
            Optional<FunctionName> function,

            @Setting(value = "functions in a row, each called with what the one before answered", most = "20")
            List<FunctionName> functions) {

        public Worker {
            if (function.isPresent() == !functions.isEmpty()) {
                throw new IllegalArgumentException("a worker is a function, or functions in a row, this one "
                        + (function.isPresent() ? "is both" : "has neither"));
            }
        }

        /** All of them, in order, at least one. */
        public List<FunctionName> steps() {
            return function.map(List::of).orElse(functions);
        }
    }

    /** How long an item is tried. */
    public record Retry(
            @Setting(value = "attempts that reach a worker's code", least = "1", most = "100", otherwise = "5")
            int attempts,

            @Setting("the pauses between attempts") RetrySettings.BackoffSettings backoff,

            @Setting(
                    value = "statuses, and words of how a call ends, after which an item is not tried again: `507`,"
                            + " `timed_out`, `out_of_memory`",
                    most = "50",
                    pattern = "[1-5][0-9]{2}|[a-z][a-z_]{1,40}",
                    patternRule = "a status of HTTP, or a word such as timed_out")
            List<String> never) {

        /** An item itself grows never too old. */
        RetryPolicy policy() {
            return new RetryPolicy(attempts, Duration.ofDays(36_500), new Backoff(backoff.first(), backoff.longest()));
        }
    }

    /** The same, paused or not. */
    public WorkQueueSettings paused(boolean wanted) {
        return new WorkQueueSettings(
                source, worker, rescan, onChange, retry, deadline, finishBy, parallel, keep, wanted);
    }
}
