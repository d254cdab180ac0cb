package dev.sluice.gateway.api;

import dev.sluice.events.async.AsyncCalls;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of a namespace that run later: lists them, and cancels those that are not over. */
@Path("/invocations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InvocationListResource {

    private final InvocationPages pages;
    private final AsyncCalls calls;

    public InvocationListResource(InvocationPages pages, AsyncCalls calls) {
        this.pages = pages;
        this.calls = calls;
    }

    @GET
    public InvocationPages.Listed list(
            @BeanParam WantedInvocations wanted, @HeaderParam("Authorization") @Nullable String authorization)
            throws InterruptedException {
        return pages.list(wanted, authorization);
    }

    @DELETE
    public InvocationPages.Count cancel(
            @BeanParam WantedInvocations wanted, @HeaderParam("Authorization") @Nullable String authorization)
            throws InterruptedException {
        return pages.each(
                wanted,
                authorization,
                call -> call.standing().isOver()
                        ? CompletableFuture.completedFuture(false)
                        : calls.cancel(call.call().id()).thenApply(Optional::isPresent));
    }
}
