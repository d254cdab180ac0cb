package dev.sluice.gateway.topics;

import dev.sluice.core.function.TreeValues;
import dev.sluice.events.record.ReadRecord;
import dev.sluice.events.topic.ReadFrom;
import dev.sluice.events.topic.TailStep;
import dev.sluice.events.topic.TailWish;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.topic.TopicTail;
import dev.sluice.gateway.api.Flags;
import dev.sluice.gateway.api.Followers;
import dev.sluice.gateway.api.Names;
import dev.sluice.gateway.api.Numbers;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import dev.sluice.gateway.api.TopicProblems;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What is in a topic: its last records or those from somewhere on, and, for who follows, all that come. */
@Path("/topics/{name}/records")
@RunOnVirtualThread
public class RecordsResource {

    private static final int USUAL = 100;
    private static final int MOST = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Names names;
    private final TopicPlaces places;
    private final Followers followers = new Followers("topics");

    public RecordsResource(Names names, TopicPlaces places) {
        this.names = names;
        this.places = places;
    }

    @GET
    public Response records(
            @PathParam("name") String name,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String max,
            @RestQuery @Nullable String partition,
            @RestQuery @Nullable String follow,
            RoutingContext request) {
        boolean follows = Flags.query("follow", follow);
        // Who follows is told all, and who says nothing of where it begins is told what the other would be.
        int most = Numbers.query("max", max, 1, MOST, follows ? Integer.MAX_VALUE : USUAL);
        ReadFrom begin = from == null || from.isEmpty() ? new ReadFrom.Last(Math.min(most, USUAL)) : begin(from);
        try {
            TopicPlaces.Found found = places.find(names.namespace(), name);
            TailWish wish = new TailWish(found.topic(), begin, partition(partition), follows);
            TopicTail tail = found.topics().read(wish);
            // Also where nobody asks for the body, as HEAD does not.
            request.addEndHandler(gone -> tail.close());
            return follows ? follow(tail, most, request) : all(tail, most);
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    private Response follow(TopicTail tail, int most, RoutingContext request) {
        try {
            return followers.follow(new RecordFeed(tail, most), request);
        } catch (ProblemException e) {
            tail.close();
            throw e;
        }
    }

    private static Response all(TopicTail tail, int most) {
        StreamingOutput body = out -> write(tail, most, out);
        return Response.ok(body, "application/x-ndjson").build();
    }

    private static void write(TopicTail tail, int most, OutputStream out) throws IOException {
        int left = most;
        try (tail) {
            TailStep step = tail.next(PATIENCE);
            while (!(step instanceof TailStep.End) && left > 0) {
                if (step instanceof TailStep.Records(var records)) {
                    for (ReadRecord record : records.subList(0, Math.min(left, records.size()))) {
                        out.write((RecordJson.of(record) + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                    left -= records.size();
                }
                step = tail.next(PATIENCE);
            }
        } catch (TopicException e) {
            // The head has been sent: an answer that breaks off is not taken for a whole one.
            throw new IOException(
                    "the topic could not be read to its end: "
                            + TopicProblems.of(e.fault()).detail(),
                    e);
        }
    }

    private static ReadFrom begin(String from) {
        return ReadFrom.parse(from)
                .orElseThrow(() -> new ProblemException(Problems.invalidRequest(
                        "from is '" + TreeValues.shown(from) + "'. Allowed is " + ReadFrom.RULE + ".")));
    }

    private static OptionalInt partition(@Nullable String text) {
        int partition = Numbers.query("partition", text, 0, 999_999_999, -1);
        return partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition);
    }
}
