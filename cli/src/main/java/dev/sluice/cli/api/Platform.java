package dev.sluice.cli.api;

import dev.sluice.cli.http.HttpCall;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A running platform: where it is, and the token that lets us manage it.
 *
 * @param namespace what functions, secrets and the like are asked for in; empty for the default one
 */
public record Platform(URI url, Optional<String> token, String namespace) {

    /** What the default namespace is called, which paths leave out. */
    private static final String DEFAULT = "default";

    /** What there is in each namespace; all else belongs to the platform as a whole. */
    private static final List<String> NAMESPACED = List.of(
            "/functions",
            "/function/",
            "/async-function/",
            "/dead-letters",
            "/graph",
            "/invocations?",
            "/outcomes",
            "/ownership/",
            "/pipelines",
            "/secrets",
            "/topics",
            "/triggers",
            "/work-queues",
            "/events",
            "/documents",
            "/two-factor/users",
            "/tokens");

    public Platform {
        namespace = namespace.equals(DEFAULT) ? "" : namespace;
    }

    /** The default namespace of a platform. */
    public Platform(URI url, Optional<String> token) {
        this(url, token, "");
    }

    /** Another namespace, unless this is one that somebody chose. */
    public Platform in(String other) {
        return namespace.isEmpty() ? new Platform(url, token, other) : this;
    }

    /**
     * Calls without a token, such as a public function, and hands over whatever comes back.
     *
     * @throws CommandException if nobody answers
     */
    public Response call(Request request) {
        try {
            return HttpCall.send(url, placed(request));
        } catch (ConnectException | NoRouteToHostException e) {
            throw unreachable("Sluice is not running at " + url + ": start it with ./sluice up.");
        } catch (UnknownHostException e) {
            throw unreachable("There is no host " + url.getHost() + ": check --url or SLUICE_URL.");
        } catch (SocketTimeoutException e) {
            throw unreachable("No answer from " + url + " in time: see whether the machine is overloaded.");
        } catch (IOException e) {
            throw unreachable("No answer from " + url + ": " + e.getMessage() + ".");
        }
    }

    private Request placed(Request request) {
        boolean namespaced = NAMESPACED.stream().anyMatch(request.target()::startsWith);
        return namespace.isEmpty() || !namespaced ? request : request.below("/namespaces/" + encoded(namespace));
    }

    /** Calls with the token and hands over whatever comes back. */
    public Response callWithToken(Request request) {
        return call(token.map(secret -> request.with("Authorization", "Bearer " + secret))
                .orElse(request));
    }

    /**
     * Calls the management API with the token.
     *
     * @throws ProblemException if the platform refuses
     */
    public Response manage(Request request) {
        Response answer = callWithToken(request);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw new ProblemException(Problem.read(answer));
        } catch (IOException e) {
            throw unreachable("The connection to " + url + " was lost: " + e.getMessage() + ".");
        }
    }

    /** The body of an answer of the management API. */
    public String text(Request request) {
        try (Response answer = manage(request)) {
            return answer.text();
        } catch (IOException e) {
            throw unreachable("The connection to " + url + " was lost: " + e.getMessage() + ".");
        }
    }

    /** The JSON object that the management API answers. */
    public Doc read(Request request) {
        try {
            return Doc.parse(text(request));
        } catch (IllegalArgumentException e) {
            throw unreachable(
                    "What answers at " + url + " is not Sluice (" + e.getMessage() + "): check --url or SLUICE_URL.");
        }
    }

    /** {@code text} as one segment of a path, or one value in a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static CommandException unreachable(String message) {
        return new CommandException(Exit.UNREACHABLE, message);
    }
}
