package dev.sluice.gateway.api;

import dev.sluice.events.async.AsyncCalls;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What became of calls that are over: forgets it before its time. */
@Path("/outcomes")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OutcomesResource {

    private final InvocationPages pages;
    private final AsyncCalls calls;

    public OutcomesResource(InvocationPages pages, AsyncCalls calls) {
        this.pages = pages;
        this.calls = calls;
    }

    @DELETE
    public InvocationPages.Count purge(
            @BeanParam WantedInvocations wanted, @HeaderParam("Authorization") @Nullable String authorization)
            throws InterruptedException {
        return pages.each(wanted, authorization, calls::forget);
    }
}
