package dev.sluice.decorators.scatter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.body.BodyFields;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.json.JsonBodies;
import dev.sluice.decorators.scatter.Gathered.Missing;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Calls all leaves at once, waits for as many answers as are wanted, and makes one of them. */
final class Scatter implements WholeHandler {

    private static final String JSON = "application/json";

    private final ScatterSettings settings;
    private final DecoratorSite site;
    private final List<Leaf> leaves;
    private final int atLeast;
    private final int enough;

    Scatter(ScatterSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.leaves = settings.leaves(site.function());
        this.enough = settings.enough().orElse(leaves.size());
        this.atLeast = settings.atLeast().orElse(enough);
    }

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        Gathered gathered = gathered(request, next);
        if (gathered.late()) {
            site.fire(request.id(), new What.TimedOut(settings.deadline()));
        }
        if (gathered.answers().size() < atLeast) {
            return refused(gathered, request);
        }
        if (gathered.answers().size() < enough) {
            site.fire(request.id(), new What.Partial(gathered.answers().size(), gathered.of()));
        }
        return switch (settings.merge()) {
            case Merge.Function _ -> marked(next.call(asked(request, gathered)), gathered);
            case Merge.Concat _ -> own(gathered, concatenated(gathered), type(gathered));
            case Merge merge -> merged(merge, gathered, request);
        };
    }

    private Gathered gathered(WholeRequest request, Next next) throws InterruptedException {
        Map<Leaf, LeafAnswer> answers = new HashMap<>();
        Map<Leaf, String> failed = new HashMap<>();
        boolean late = false;
        try (Leaves calls = new Leaves(site, next, (int) settings.answer().bytes())) {
            calls.bell(site.timers().nanos() + settings.deadline().toNanos());
            leaves.forEach(leaf -> calls.start(leaf, request));
            while (!late
                    && answers.size() < enough
                    && answers.size() + failed.size() < leaves.size()
                    && leaves.size() - failed.size() >= atLeast) {
                switch (calls.take()) {
                    case Leaves.News.Bell() -> late = true;
                    case Leaves.News.Arrived(Leaf leaf, Reply reply) -> sort(leaf, reply, answers, failed);
                    case Leaves.News.Broke(Leaf leaf, RuntimeException cause) -> {
                        site.fire(request.id(), new What.Failed("the call of " + leaf + " broke: " + cause));
                        failed.put(leaf, "broke");
                    }
                }
            }
        }
        String otherwise = late ? "late" : "not_needed";
        return new Gathered(
                leaves.stream().filter(answers::containsKey).map(answers::get).toList(),
                leaves.stream()
                        .filter(leaf -> !answers.containsKey(leaf))
                        .map(leaf -> new Missing(leaf, failed.getOrDefault(leaf, otherwise)))
                        .toList(),
                late);
    }

    private void sort(Leaf leaf, Reply reply, Map<Leaf, LeafAnswer> answers, Map<Leaf, String> failed) {
        switch (reply) {
            case Reply.Whole(Answer answer, Reply.Ending _)
            when answer.status() / 100 == 2 -> {
                LeafAnswer read = LeafAnswer.of(leaf, answer);
                Merge.fault(settings.merge(), read.json())
                        .ifPresentOrElse(fault -> failed.put(leaf, fault), () -> answers.put(leaf, read));
            }
            case Reply.Began began when began.status() / 100 == 2 -> failed.put(leaf, "too_long");
            case Reply.Whole _, Reply.Began _, Reply.Failed _, Reply.Own _ -> failed.put(leaf, Failures.word(reply));
        }
    }

    private Reply merged(Merge merge, Gathered gathered, WholeRequest request) {
        try {
            List<JsonNode> answers =
                    gathered.answers().stream().map(LeafAnswer::json).toList();
            return own(gathered, JsonBodies.write(Merge.merged(merge, answers)), JSON);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return refused(
                    gathered,
                    request,
                    site.problem(
                            502,
                            "answers_do_not_fit",
                            "The answers do not fit together",
                            "The answers of the leaves of '" + site.function() + "' cannot be merged: " + e.getMessage()
                                    + ". Let all of them answer in the same form."));
        }
    }

    private Reply refused(Gathered gathered, WholeRequest request) {
        String which = gathered.missing().stream()
                .filter(missing -> !missing.why().equals("not_needed"))
                .map(missing -> "'" + missing.leaf() + "' (" + missing.why() + ")")
                .collect(Collectors.joining(", "));
        String detail = "Of the " + gathered.of() + " leaves of '" + site.function() + "', "
                + gathered.answers().size() + " answered, and " + atLeast + " must; without an answer: " + which + ".";
        Problem problem = gathered.late()
                ? site.problem(
                        504,
                        "leaves_late",
                        "Too few leaves answered in time",
                        detail + " They were waited for for "
                                + settings.deadline().toMillis()
                                + " ms: look why they are slow, or change deadline or atLeast.")
                : site.problem(
                        502,
                        "leaves_failed",
                        "Too few leaves answered",
                        detail + " Look at their logs and records, or change atLeast.");
        return refused(gathered, request, problem);
    }

    private static Reply refused(Gathered gathered, WholeRequest request, Problem problem) {
        Answer answer = Answer.of(problem.during(request.id()));
        return Reply.own(
                answer.with(marked(answer.headers(), gathered)), problem.kind().reason());
    }

    private static Reply own(Gathered gathered, byte[] body, String type) {
        Headers headers = marked(Headers.of("Content-Type", type), gathered);
        return Reply.own(Answer.of(200, headers, body), "gathered");
    }

    private static Reply marked(Reply reply, Gathered gathered) {
        return switch (reply) {
            case Reply.Began began -> began.with(marked(began.headers(), gathered));
            case Reply.Whole whole ->
                whole.with(whole.answer().with(marked(whole.answer().headers(), gathered)));
            case Reply.Own _, Reply.Failed _ -> reply;
        };
    }

    private static Headers marked(Headers headers, Gathered gathered) {
        Headers counted = headers.without(Gathered.MISSING).with(Gathered.COUNT, gathered.count());
        return gathered.missing().isEmpty() ? counted : counted.with(Gathered.MISSING, gathered.missingOnes());
    }

    /** What the function itself is asked that gathers: its caller's request, with all answers in the place of the body. */
    private static WholeRequest asked(WholeRequest request, Gathered gathered) {
        ObjectNode told = JsonNodeFactory.instance.objectNode().put("of", gathered.of());
        ArrayNode answers = told.putArray("answers");
        gathered.answers().forEach(answer -> answers.add(told(answer)));
        ArrayNode missing = told.putArray("missing");
        gathered.missing()
                .forEach(one ->
                        missing.addObject().put("leaf", one.leaf().toString()).put("reason", one.why()));
        RequestHead head = request.head();
        Headers headers = head.headers()
                .edited(BodyFields.OF_THE_BODY, Headers.EMPTY)
                .edited(BodyFields.ABOUT_STORED_OR_CODED_ANSWERS, Headers.EMPTY)
                .with("Content-Type", JSON);
        return request.with(new RequestHead("POST", head.path(), head.query(), headers))
                .withBody(JsonBodies.write(told));
    }

    private static ObjectNode told(LeafAnswer answer) {
        ObjectNode told = JsonNodeFactory.instance
                .objectNode()
                .put("leaf", answer.leaf().toString())
                .put("status", answer.answer().status());
        return answer.json().isMissingNode()
                ? told.put("text", answer.answer().text())
                : told.set("body", answer.json());
    }

    private static byte[] concatenated(Gathered gathered) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        gathered.answers().forEach(answer -> all.writeBytes(answer.answer().bytes()));
        return all.toByteArray();
    }

    private static String type(Gathered gathered) {
        return gathered.answers()
                .getFirst()
                .answer()
                .headers()
                .first("content-type")
                .orElse("application/octet-stream");
    }
}
