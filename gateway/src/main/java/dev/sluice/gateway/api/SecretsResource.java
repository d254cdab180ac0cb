package dev.sluice.gateway.api;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.EnvironmentSize;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.problem.Sentence;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deploy.Secrets;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Secrets: put, list without values, delete. */
@Path("/secrets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SecretsResource {

    private final Names names;
    private final Secrets secrets;
    private final Triggers triggers;
    private final Connections connections;
    private final WorkQueues queues;

    public SecretsResource(
            Names names, Deployments deployments, Triggers triggers, Connections connections, WorkQueues queues) {
        this.names = names;
        this.secrets = deployments.secrets();
        this.triggers = triggers;
        this.connections = connections;
        this.queues = queues;
    }

    /** What may be told about a secret. */
    public record Line(String name, Instant updatedAt, List<String> usedBy) {}

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    public void put(@PathParam("name") String name, InputStream body) throws InterruptedException {
        List<FunctionName> full = secrets.put(names.namespace(), Names.secret(name), value(body));
        if (!full.isEmpty()) {
            throw new ProblemException(Problems.of(
                    409,
                    "environment_too_large",
                    "The secret has no room",
                    "The secret '" + name + "' stays as it is: with this value the environment of "
                            + String.join(", ", words(full)) + " would be larger than allowed ("
                            + EnvironmentSize.RULE
                            + "). Make the value shorter, or let the function read it elsewhere."));
        }
    }

    @GET
    public Map<String, List<Line>> list() {
        Map<SecretName, List<String>> ofTriggers = triggers.secretUsers(names.namespace());
        Map<SecretName, List<String>> ofConnections = connections.secretUsers(names.namespace());
        Map<SecretName, List<String>> ofQueues = queues.secretUsers(names.namespace());
        List<Line> lines = secrets.list(names.namespace()).stream()
                .map(told -> new Line(
                        told.name().value(),
                        told.updatedAt(),
                        Stream.of(
                                        words(told.usedBy()).stream(),
                                        ofTriggers.getOrDefault(told.name(), List.of()).stream()
                                                .map(name -> "trigger/" + name),
                                        ofConnections.getOrDefault(told.name(), List.of()).stream()
                                                .map(name -> "connection/" + name),
                                        ofQueues.getOrDefault(told.name(), List.of()).stream()
                                                .map(name -> "workqueue/" + name))
                                .flatMap(users -> users)
                                .toList()))
                .toList();
        return Map.of("secrets", lines);
    }

    @DELETE
    @Path("/{name}")
    public void delete(@PathParam("name") String name) {
        SecretName secret = Names.secret(name);
        refuse(name, "trigger", triggers.secretUsers(names.namespace()).get(secret));
        refuse(name, "connection", connections.secretUsers(names.namespace()).get(secret));
        refuse(name, "work queue", queues.secretUsers(names.namespace()).get(secret));
        switch (secrets.delete(names.namespace(), secret)) {
            case Secrets.Deletion.Deleted() -> {}
            case Secrets.Deletion.NoSuchSecret() ->
                throw new ProblemException(Problems.of(
                        404,
                        "no_such_secret",
                        "There is no such secret",
                        "There is no secret '" + name
                                + "'. 'sluice secret list' or GET /secrets shows those there are."));
            case Secrets.Deletion.InUse(List<FunctionName> functions) ->
                throw new ProblemException(Problems.of(
                        409,
                        "secret_in_use",
                        "The secret is in use",
                        "The secret '" + name + "' is used by " + String.join(", ", words(functions))
                                + ": deploy without it, or remove, these functions first."));
        }
    }

    private static void refuse(String name, String kind, @Nullable List<String> users) {
        InUse.refuse("secret", name, "is used by", kind, users == null ? List.of() : users);
    }

    private static SecretValue value(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(SecretValue.MAX_BYTES + 1);
            if (bytes.length > SecretValue.MAX_BYTES) {
                throw new ProblemException(Problems.of(
                        413,
                        "secret_too_large",
                        "The secret is too large",
                        "The value has more than " + SecretValue.MAX_BYTES / 1024
                                + " KiB, the most that a secret may have."));
            }
            return new SecretValue(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problems.invalidRequest(
                    "The value is not UTF-8, and environment variables are text: encode it, as in base64."));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problems.invalidRequest(Sentence.ended("The value cannot be used: " + e.getMessage())));
        } catch (IOException e) {
            throw new ProblemException(Problems.of(
                    400,
                    "truncated_upload",
                    "The upload broke off",
                    "The value broke off before its end: send it again."));
        }
    }

    private static List<String> words(List<FunctionName> names) {
        return names.stream().map(FunctionName::name).toList();
    }
}
