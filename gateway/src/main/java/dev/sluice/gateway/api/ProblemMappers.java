package dev.sluice.gateway.api;

import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.framing.AnnouncedBody;
import dev.sluice.gateway.framing.LeftoverBody;
import dev.sluice.gateway.security.CallHint;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Makes every failure of the management API a problem document: no HTML, no stack trace. */
public final class ProblemMappers {

    @ServerExceptionMapper
    public Response problem(ProblemException e) {
        return response(e.problem());
    }

    /** What the REST layer itself refuses. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e, @Context UriInfo uri) {
        String path = "/" + uri.getPath().replaceFirst("^/+", "");
        int status = e.getResponse().getStatus();
        Problem problem = switch (status) {
            case 404 ->
                Problems.of(
                        404,
                        "no_such_path",
                        "There is nothing here",
                        "There is nothing at " + path + ". The paths of the API are listed at /docs."
                                + CallHint.of(path));
            case 405 ->
                Problems.of(
                        405,
                        "method_not_allowed",
                        "The method is not allowed",
                        "This method cannot be used on " + path + ". The methods of each path are listed at /docs."
                                + CallHint.of(path));
            case 406 ->
                Problems.of(
                        406,
                        "not_acceptable",
                        "The answer would not be acceptable",
                        path + " cannot answer in a form that the Accept header names.");
            case 415 ->
                Problems.of(
                        415,
                        "unsupported_type",
                        "The content type is not supported",
                        path + " cannot read a body of this Content-Type.");
            default ->
                status >= 400 && status < 500
                        ? Problems.of(
                                status, "invalid_request", "The request is not valid", String.valueOf(e.getMessage()))
                        : FailureProblems.of(e);
        };
        Response.ResponseBuilder response = builder(problem);
        if (status == 405 && e.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
            response.header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return response.build();
    }

    @ServerExceptionMapper
    public Response anything(Throwable e) {
        return response(FailureProblems.of(e));
    }

    /** An answer to a request that was not read to its end is the last on its connection. */
    @ServerResponseFilter
    public void leftUnread(ContainerResponseContext response, HttpServerRequest request) {
        if (response.getStatus() >= 400) {
            if (AnnouncedBody.isLeftUnread(request)) {
                response.getHeaders().putSingle("Connection", "close");
            }
            LeftoverBody.discard(request);
        }
    }

    static Response response(Problem problem) {
        return builder(problem).build();
    }

    private static Response.ResponseBuilder builder(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.CONTENT_TYPE).entity(problem.toBytes());
        problem.retryAfterHeader().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        return response;
    }
}
