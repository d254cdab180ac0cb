package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.destination.Destination;
import dev.sluice.events.destination.ReplySettings;
import dev.sluice.events.schedule.ScheduleSettings;
import dev.sluice.events.webhook.WebhookSource;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a trigger's spec, as people write them and are told of them. */
public record TriggerSettings(
        @Setting("the function that is called, in the trigger's own namespace")
        FunctionName function,

        @Setting(value = "topics whose records are events for the function", otherwise = "none")
        Optional<TopicSource> topic,

        @Setting(value = "events that are published in the namespace; `{}` wants all", otherwise = "none")
        Optional<EventsSource> events,

        @Setting(value = "an address whose requests are events for the function", otherwise = "none")
        Optional<WebhookSource> webhook,

        @Setting(value = "times at which the function is called", otherwise = "none")
        Optional<ScheduleSettings> schedule,

        @Setting("how long one event is tried") RetrySettings retry,

        @Setting(
                value =
                        "of the calls of its function for which nobody waits, which begin more often where not all can; 1 first",
                least = "1",
                most = "5",
                otherwise = "3")
        int priority,

        @Setting(
                value = "which version of the function runs its calls; accepted is for schedules and webhooks",
                otherwise = "live: the one that is live when an attempt begins")
        Optional<VersionChoice> version,

        @Setting(value = "where the answers of the function go", otherwise = "none")
        Optional<ReplySettings> reply,

        @Setting(value = "who is told of an event that is done", otherwise = "none")
        Optional<Destination> onSuccess,

        @Setting(value = "who is told of an event that is a dead letter", otherwise = "none")
        Optional<Destination> onFailure,

        @Setting(value = "whether nothing is begun; what comes meanwhile waits", otherwise = "false")
        boolean paused) {

    /** Triggers as a kind of resource. */
    public static final Kind<TriggerSettings> KIND = new Kind<>("sluice.dev/v1beta1", "Trigger", TriggerSettings.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<TriggerSettings>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "triggers", TriggerSettings::format);

    public TriggerSettings {
        long sources = Stream.of(topic, events, webhook, schedule)
                .filter(Optional::isPresent)
                .count();
        if (sources != 1) {
            throw new IllegalArgumentException(
                    sources == 0
                            ? "nothing says where the events come from: set topic, events, webhook or schedule"
                            : "it has " + sources + " sources of events: make a trigger of each");
        }
        if (topic.isEmpty()
                && events.isEmpty()
                && (reply.isPresent() || onSuccess.isPresent() || onFailure.isPresent())) {
            throw new IllegalArgumentException(
                    "reply, onSuccess and onFailure are for events of topics, and published ones");
        }
    }

    /**
     * Destinations of published events came with the fourth format, connections with the fifth, priorities, fair keys and
     * versions with the sixth.
     */
    private int format() {
        if (priority != CallTerms.USUAL_PRIORITY || fairKey().isPresent() || version.isPresent()) {
            return 6;
        }
        return connections().findAny().isPresent() ? 5 : events.isPresent() && sendsOn() ? 4 : 1;
    }

    /** Which version runs its calls. */
    VersionChoice runsAt() {
        return version.orElse(new VersionChoice.Live());
    }

    /** Whether it names this version of its function. */
    boolean names(int number) {
        return version.filter(new VersionChoice.Numbered(number)::equals).isPresent();
    }

    /** What the records have in common that share one turn among those that it has read ahead; empty if all are alike. */
    public Optional<EventFairKey> fairKey() {
        return topic.flatMap(TopicSource::fairKey).or(() -> events.flatMap(EventsSource::fairKey));
    }

    /** The connections that it names. */
    Stream<String> connections() {
        return Stream.of(
                        topic.flatMap(TopicSource::connection),
                        reply.flatMap(ReplySettings::connection),
                        onSuccess.flatMap(Destination::connection),
                        onFailure.flatMap(Destination::connection))
                .flatMap(Optional::stream);
    }

    /** The key that says where its events come from. */
    public String source() {
        return topic.isPresent()
                ? "topic"
                : events.isPresent() ? "events" : webhook.isPresent() ? "webhook" : "schedule";
    }

    /** The topics of the platform's own Kafka to which something is sent on. */
    Stream<String> topics() {
        return Stream.of(
                        reply.filter(to -> to.connection().isEmpty()).map(ReplySettings::topic),
                        onSuccess.filter(to -> to.connection().isEmpty()).flatMap(Destination::topic),
                        onFailure.filter(to -> to.connection().isEmpty()).flatMap(Destination::topic))
                .flatMap(Optional::stream);
    }

    /** The functions that are told of events. */
    Stream<FunctionName> functions() {
        return Stream.of(onSuccess.flatMap(Destination::function), onFailure.flatMap(Destination::function))
                .flatMap(Optional::stream);
    }

    /** The same with topics that are elsewhere where documents say that they are. */
    TriggerSettings located(
            Optional<TopicSource> source,
            Optional<ReplySettings> answers,
            Optional<Destination> done,
            Optional<Destination> dead) {
        return new TriggerSettings(
                function, source, events, webhook, schedule, retry, priority, version, answers, done, dead, paused);
    }

    /** The same, paused or not. */
    TriggerSettings paused(boolean wanted) {
        return new TriggerSettings(
                function, topic, events, webhook, schedule, retry, priority, version, reply, onSuccess, onFailure,
                wanted);
    }

    /** Whether anything is sent on. */
    boolean sendsOn() {
        return reply.isPresent() || onSuccess.isPresent() || onFailure.isPresent();
    }
}
