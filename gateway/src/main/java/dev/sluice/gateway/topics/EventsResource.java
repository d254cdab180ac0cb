package dev.sluice.gateway.topics;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.bus.EventBus;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.gateway.api.Names;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import dev.sluice.gateway.api.TopicProblems;
import dev.sluice.gateway.invoke.CallChains;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes CloudEvents to whoever wants them. */
@Path("/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EventsResource {

    private final Names names;
    private final EventBus bus;
    private final CallChains chains;
    private final PublishRoom room;

    /** What was kept, and how many subscribe to it. */
    public record Accepted(int events, int subscribers) {}

    public EventsResource(Names names, EventBus bus, CallChains chains, PublishRoom room) {
        this.names = names;
        this.bus = bus;
        this.chains = chains;
        this.room = room;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response publish(
            @HeaderParam("Content-Length") @Nullable Long length, RoutingContext request, InputStream body) {
        Publication publication = new Publication(TopicsResource.headers(request.request()), Optional.empty(), chains);
        publication.mustBeEvents();
        Namespace namespace = names.namespace();
        try {
            int limit = bus.eventLimit(namespace);
            int most = publication.isJson() ? TopicsResource.MOST_OF_JSON : limit;
            return room.read(
                    body,
                    length,
                    most,
                    bytes -> tooLarge("The body has " + bytes + " bytes or more, and may have " + most + "."),
                    bytes -> {
                        List<CloudEvent> events = publication.events(bytes);
                        int subscribers = bus.publish(namespace, events, publication.chain());
                        return Response.accepted(new Accepted(events.size(), subscribers))
                                .build();
                    });
        } catch (TopicException e) {
            if (e.fault() instanceof TopicFault.TooLarge large) {
                throw tooLarge("Event " + large.record() + " has " + large.bytes()
                        + " bytes, with its attributes, and may have " + large.allowed() + ".");
            }
            throw TopicProblems.of(e);
        }
    }

    private static ProblemException tooLarge(String what) {
        return new ProblemException(
                Problems.of(413, "event_too_large", "The event is too large", what + " Nothing was published."));
    }
}
