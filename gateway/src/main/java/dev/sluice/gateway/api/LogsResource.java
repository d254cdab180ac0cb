package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.runner.LogLine;
import dev.sluice.gateway.deploy.Deployments;
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
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What functions printed and logged: the last lines, or those and all that come. */
@Path("/functions/{name}/logs")
@RunOnVirtualThread
public class LogsResource {

    private static final int USUAL_TAIL = 100;

    private final Names names;
    private final Deployments.Parts parts;
    private final Followers followers = new Followers("logs");

    public LogsResource(Names names, Deployments.Parts parts) {
        this.names = names;
        this.parts = parts;
    }

    @GET
    public Response logs(
            @PathParam("name") String name,
            @RestQuery @Nullable String tail,
            @RestQuery @Nullable String invocation,
            @RestQuery @Nullable String follow,
            RoutingContext request) {
        FunctionName function = names.function(name);
        if (parts.catalog().live(function).isEmpty()) {
            throw new ProblemException(Problems.noSuchFunction(name));
        }
        int lines = Numbers.query("tail", tail, 0, LogQuery.MAX_TAIL, USUAL_TAIL);
        LogQuery query = new LogQuery(function, invocation(invocation), lines);
        return Flags.query("follow", follow)
                ? followers.follow(new LogFeed(parts.logs(), query), request)
                : tail(query);
    }

    private Response tail(LogQuery query) {
        List<LogLine> lines = parts.logs().tail(query);
        StreamingOutput body = out -> write(lines, out);
        return Response.ok(body, "application/x-ndjson").build();
    }

    private static void write(List<LogLine> lines, OutputStream out) throws IOException {
        for (LogLine line : lines) {
            out.write((LogLines.json(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Optional<InvocationId> invocation(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (!InvocationId.isValid(text)) {
            throw new ProblemException(Problems.invalidRequest("invocation is '" + text
                    + "', which is no invocation's id. It is the one of the answer's header, 26 digits and capitals."));
        }
        return Optional.of(new InvocationId(text));
    }
}
