package dev.sluice.examples.github;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Tells in a sentence what was pushed to a repository. Other events of GitHub are none of its business, and done. */
public final class GithubWebhook implements HttpHandler {

    private static final String BRANCHES = "refs/heads/";

    /** What a {@code push} tells, as far as it is wanted here. */
    public record Push(String ref, Repository repository, Person pusher, List<Commit> commits) {}

    public record Repository(String full_name) {}

    public record Person(String name) {}

    public record Commit(String message) {}

    @Override
    public Response handle(Request request, Context context) throws IOException {
        return switch (request.header("X-GitHub-Event").orElse("")) {
            case "ping" -> Response.text("Hello, GitHub!\n");
            case "push" -> Response.text(sentence(request.json(Push.class)) + "\n");
            default -> Response.status(204);
        };
    }

    static String sentence(Push push) {
        String branch = push.ref().startsWith(BRANCHES) ? push.ref().substring(BRANCHES.length()) : push.ref();
        String messages = push.commits().stream()
                .map(commit -> commit.message().lines().findFirst().orElse(""))
                .collect(Collectors.joining("; "));
        return push.pusher().name() + " pushed " + push.commits().size() + " to " + branch + " of "
                + push.repository().full_name() + ": " + messages;
    }
}
