package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.events.schedule.Started;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.trigger.SeekTarget;
import dev.sluice.events.trigger.Sought;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.Triggers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What is done with triggers besides declaring them. */
@Path("/triggers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TriggersResource {

    private final Names names;
    private final Kinds kinds;
    private final Triggers triggers;
    private final Catalog catalog;

    public TriggersResource(Names names, Kinds kinds, Triggers triggers, Catalog catalog) {
        this.names = names;
        this.kinds = kinds;
        this.triggers = triggers;
        this.catalog = catalog;
    }

    /** A page of triggers; {@code next} is what to give as {@code after} for more, and is missing on the last page. */
    public record Page(
            List<Line> triggers,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {}

    /** A trigger, how it stands at this gateway, and the function to whose spec it belongs, if it belongs to one. */
    public record Line(
            String name,
            String function,
            String source,
            String state,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> belongsTo) {}

    @GET
    public Page list(@RestQuery @Nullable String after, @RestQuery @Nullable String limit) {
        FunctionList.Found<Resource<Declared<TriggerSettings>, Declared.Status>> page = FunctionList.Wanted.of(
                        List.of(), after, limit)
                .in(
                        last -> catalog.list(TriggerSettings.RESOURCE, names.namespace(), last, Catalog.PAGE)
                                .resources(),
                        trigger -> trigger.spec().labels(),
                        trigger -> trigger.id().name());
        return new Page(page.all().stream().map(this::line).toList(), page.next());
    }

    private Line line(Resource<Declared<TriggerSettings>, Declared.Status> trigger) {
        TriggerSettings settings = trigger.spec().settings();
        String name = trigger.id().name();
        return new Line(
                name,
                settings.function().name(),
                settings.source(),
                triggers.state(new TriggerId(names.namespace(), name)).word(),
                trigger.status().owner().map(Declared.Owner::function));
    }

    /** Whether a trigger is paused. */
    public record Paused(String name, boolean paused) {}

    /** Where a trigger goes on. */
    public record Going(String name, String to, List<From> partitions) {}

    /** One partition: where it stood when that was asked for, and where it goes on. */
    public record From(String topic, int partition, long from, long to) {}

    @POST
    @Path("/{name}/pause")
    public Paused pause(@PathParam("name") String name) {
        return paused(name, true);
    }

    @POST
    @Path("/{name}/resume")
    public Paused resume(@PathParam("name") String name) {
        return paused(name, false);
    }

    private Paused paused(String name, boolean wanted) {
        while (!triggers.pause(found(name), wanted)) {
            // It was deleted just now.
        }
        return new Paused(name, wanted);
    }

    /** A run that somebody asked for, and the id of its call. */
    public record Run(String name, String invocation) {}

    /** Has a schedule run once, now. */
    @POST
    @Path("/{name}/run")
    public Response run(@PathParam("name") String name) {
        Scheduler.ByHand run = triggers.runNow(found(name))
                .orElseThrow(() -> new ProblemException(Problems.invalidRequest(
                        "The trigger '" + name + "' has no schedule that can run: only schedules are run by hand.")));
        return switch (run.started()) {
            case Started.Accepted() ->
                Response.status(202)
                        .entity(new Run(name, run.run().id().value()))
                        .build();
            case Started.Overlapping() ->
                throw new ProblemException(Problems.of(
                        409,
                        "run_overlaps",
                        "The run before it has not ended",
                        "The last run of '" + name
                                + "' waits, runs or is to be tried again, and 'overlap' of its schedule is skip."));
            case Started.Refused(String detail) ->
                throw new ProblemException(Problems.of(503, "run_not_started", "The run could not be started", detail));
        };
    }

    /** Has it go on elsewhere. */
    @POST
    @Path("/{name}/seek")
    public Going seek(@PathParam("name") String name, @RestQuery @Nullable String to) throws InterruptedException {
        String text = to == null ? "" : to;
        return switch (triggers.seek(found(name), target(text), text)) {
            case Sought.Kept kept -> new Going(name, text, partitions(kept));
            case Sought.NoSuchTrigger() -> seek(name, to);
            case Sought.NoSuchPlace(String detail) -> throw new ProblemException(Problems.invalidRequest(detail));
            case Sought.NotBegun(String detail) ->
                throw new ProblemException(
                        Problems.of(409, "trigger_has_not_begun", "The trigger has not begun to read", detail));
            case Sought.Away(String detail) -> throw new ProblemException(Awaited.away(detail));
        };
    }

    private static SeekTarget target(String text) {
        try {
            return SeekTarget.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.invalidRequest("to: " + e.getMessage()));
        }
    }

    private static List<From> partitions(Sought.Kept kept) {
        List<From> partitions = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> each : kept.from().entrySet()) {
            TopicPartition partition = each.getKey();
            String topic =
                    TopicName.ofKafka(partition.topic()).map(TopicName::name).orElse(partition.topic());
            partitions.add(new From(
                    topic, partition.partition(), each.getValue(), kept.to().getOrDefault(partition, 0L)));
        }
        return partitions;
    }

    /** The trigger of that name, which is there. */
    private TriggerId found(String name) {
        kinds.find(TriggerSettings.KIND.name()).document(names.namespace(), name);
        return new TriggerId(names.namespace(), name);
    }
}
