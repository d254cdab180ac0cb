package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.gateway.security.AccessTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens of a namespace: make one, list them without telling them, end one. Only the admin token opens this. */
@Path("/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TokensResource {

    private final Names names;
    private final AccessTokens tokens;

    public TokensResource(Names names, AccessTokens tokens) {
        this.names = names;
        this.tokens = tokens;
    }

    /** A token that was made; no other answer has it. */
    public record Made(String name, String scope, Instant createdAt, String token) {}

    @GET
    public Map<String, List<AccessTokens.Told>> list() {
        return Map.of("tokens", tokens.list(names.namespace()));
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response make(InputStream body) {
        Map<String, @Nullable Object> wanted = ShortBodies.read(body);
        String name = checked(wanted.get("name"));
        boolean manages = manages(wanted);
        AccessTokens.Made made = tokens.make(names.namespace(), name, manages)
                .orElseThrow(() -> new ProblemException(Problems.of(
                        409,
                        "token_exists",
                        "There is such a token",
                        "There is a token '" + name
                                + "' already, and what it is was told only once. Revoke it first, with 'sluice token"
                                + " revoke " + name + "' or DELETE /tokens/" + name + ", or take another name.")));
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(new Made(name, made.told().scope(), made.told().createdAt(), made.token()))
                .build();
    }

    @DELETE
    @Path("/{name}")
    public void revoke(@PathParam("name") String name) {
        if (!tokens.revoke(names.namespace(), checked(name))) {
            throw new ProblemException(Problems.of(
                    404,
                    "no_such_token",
                    "There is no such token",
                    "There is no token '" + name + "'. 'sluice token list' or GET /tokens shows those there are."));
        }
    }

    private static boolean manages(Map<String, @Nullable Object> wanted) {
        Object scope = wanted.getOrDefault("scope", "invoke");
        if (wanted.size() > 2 || !wanted.keySet().stream().allMatch(key -> key.equals("name") || key.equals("scope"))) {
            throw new ProblemException(
                    Problems.invalidRequest(
                            "Send what the token is called, and what it opens, as in {\"name\": \"ci\", \"scope\": \"manage\"}."));
        }
        if ("manage".equals(scope) || "invoke".equals(scope)) {
            return "manage".equals(scope);
        }
        throw new ProblemException(Problems.invalidRequest("scope is '" + scope + "'. Allowed: invoke, manage."));
    }

    private static String checked(@Nullable Object name) {
        if (name instanceof String text && FunctionName.isValid(text)) {
            return text;
        }
        throw new ProblemException(Problems.invalidName("'" + (name == null ? "" : name)
                + "' cannot be the name of a token. Allowed: " + FunctionName.RULE + "."));
    }
}
