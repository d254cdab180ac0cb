package dev.sluice.runner.function;

import dev.sluice.core.invocation.RequestHead;
import dev.sluice.function.Context;
import dev.sluice.runner.binding.AuthorException;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.event.Results;
import dev.sluice.runner.http.Answer;
import dev.sluice.runner.http.Answers;
import dev.sluice.runner.http.BadAnswerException;
import dev.sluice.runner.http.RequestView;
import dev.sluice.runner.link.IncomingBody;
import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.loading.StartupProfile;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/** A function that is ready to be called. Thread-safe as far as the author's code is. */
public final class LoadedFunction implements Closeable {

    private final Target target;
    private final InputForm input;
    private final JsonBinder json;
    private final Answers answers;
    private final boolean tellsResults;
    private final FunctionLoader loader;

    LoadedFunction(Target target, InputForm input, JsonBinder json, FunctionLoader loader) {
        this.target = target;
        this.input = input;
        this.json = json;
        this.answers = new Answers(json);
        this.tellsResults = input instanceof InputForm.Events && Results.are(target.output());
        this.loader = loader;
    }

    /** What was found, for people, and the libraries of the artifact that bind its JSON, if any do. */
    public String description() {
        List<String> libraries = json.libraries();
        return libraries.isEmpty()
                ? target.description()
                : target.description() + "; JSON by " + String.join(" and ", libraries) + " of the artifact";
    }

    /** The context class loader of the threads that call it. */
    public ClassLoader classes() {
        return loader;
    }

    /** What is to be told of its start for later ones; empty where what was known has told enough. */
    public Optional<String> profile() {
        return loader.profile().map(StartupProfile::text);
    }

    /**
     * Binds the input, runs the author's code on this thread, and checks its answer.
     *
     * @throws BadInputException if the request does not fit
     * @throws BadAnswerException if the answer cannot be sent
     * @throws Throwable whatever the author's code throws
     */
    public Answer call(RequestHead head, IncomingBody body, Context context) throws Throwable {
        RequestView request = new RequestView(head, body, json);
        try {
            Object bound = input.bind(request);
            Object returned = target.code().call(bound, context);
            if (tellsResults && bound instanceof List<?> events && returned instanceof List<?> results) {
                return Results.answer(results, events.size());
            }
            return answers.of(returned, head.method());
        } catch (AuthorException e) {
            throw e.thrown();
        }
    }

    /** Hands a notice to the function, if it takes any. */
    public void notice(String name, byte[] body) throws Exception {
        if (target.lifecycle().isPresent()) {
            target.lifecycle().get().notice(name, body);
        }
    }

    /** Runs the stop hook, if there is one. */
    public void stop() throws Exception {
        if (target.lifecycle().isPresent()) {
            target.lifecycle().get().stop();
        }
    }

    /** Lets go of the class path's files; afterwards no class can be loaded any more. */
    @Override
    public void close() {
        loader.close();
    }
}
