package dev.sluice.cli;

import dev.sluice.cli.api.Session;
import dev.sluice.cli.apply.Apply;
import dev.sluice.cli.apply.QueueApply;
import dev.sluice.cli.demo.Demo;
import dev.sluice.cli.image.Image;
import dev.sluice.cli.start.Announce;
import dev.sluice.cli.start.Down;
import dev.sluice.cli.start.Rehearse;
import dev.sluice.cli.start.Up;
import dev.sluice.cli.verb.Completion;
import dev.sluice.cli.verb.ContextVerb;
import dev.sluice.cli.verb.Cost;
import dev.sluice.cli.verb.DeadLetters;
import dev.sluice.cli.verb.Decorators;
import dev.sluice.cli.verb.Deploy;
import dev.sluice.cli.verb.DeploymentsVerb;
import dev.sluice.cli.verb.Describe;
import dev.sluice.cli.verb.Dev;
import dev.sluice.cli.verb.Events;
import dev.sluice.cli.verb.Get;
import dev.sluice.cli.verb.Graph;
import dev.sluice.cli.verb.Invocations;
import dev.sluice.cli.verb.Invoke;
import dev.sluice.cli.verb.ListVerb;
import dev.sluice.cli.verb.Logs;
import dev.sluice.cli.verb.Names;
import dev.sluice.cli.verb.New;
import dev.sluice.cli.verb.Own;
import dev.sluice.cli.verb.Pipeline;
import dev.sluice.cli.verb.QueueVerb;
import dev.sluice.cli.verb.Remove;
import dev.sluice.cli.verb.Rollback;
import dev.sluice.cli.verb.Schema;
import dev.sluice.cli.verb.Secret;
import dev.sluice.cli.verb.SetVerb;
import dev.sluice.cli.verb.Status;
import dev.sluice.cli.verb.Stragglers;
import dev.sluice.cli.verb.Token;
import dev.sluice.cli.verb.Top;
import dev.sluice.cli.verb.Topics;
import dev.sluice.cli.verb.Triggers;
import dev.sluice.cli.verb.TwoFactor;
import dev.sluice.cli.verb.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The verbs, in the order of the help. */
final class Verbs {

    private final Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();

    private Verbs() {}

    static Verbs of(Session session) {
        Verbs all = new Verbs();
        all.verbs.put("demo", () -> new Demo(session));
        all.verbs.put("up", () -> new Up(session));
        all.verbs.put("down", () -> new Down(session));
        all.verbs.put("status", () -> new Status(session));
        all.verbs.put("new", () -> new New(session));
        all.verbs.put("deploy", () -> new Deploy(session));
        all.verbs.put("dev", () -> new Dev(session));
        all.verbs.put("apply", () -> new Apply(session));
        all.verbs.put("get", () -> new Get(session));
        all.verbs.put("set", () -> new SetVerb(session));
        all.verbs.put("invoke", () -> new Invoke(session));
        all.verbs.put("invocations", () -> new Invocations(session));
        all.verbs.put("dead-letters", () -> new DeadLetters(session));
        all.verbs.put("triggers", () -> new Triggers(session));
        all.verbs.put("list", () -> new ListVerb(session));
        all.verbs.put("describe", () -> new Describe(session));
        all.verbs.put("logs", () -> new Logs(session));
        all.verbs.put("remove", () -> new Remove(session));
        all.verbs.put("rollback", () -> new Rollback(session));
        all.verbs.put("deployments", () -> new DeploymentsVerb(session));
        all.verbs.put("image", () -> new Image(session));
        all.verbs.put("secret", () -> new Secret(session));
        all.verbs.put("token", () -> new Token(session));
        all.verbs.put("context", () -> new ContextVerb(session));
        all.verbs.put("schema", () -> new Schema(session));
        all.verbs.put("decorators", () -> new Decorators(session));
        all.verbs.put("two-factor", () -> new TwoFactor(session));
        all.verbs.put("own", () -> new Own(session));
        all.verbs.put("topics", () -> new Topics(session));
        all.verbs.put("graph", () -> new Graph(session));
        all.verbs.put("cost", () -> new Cost(session));
        all.verbs.put("pipeline", () -> new Pipeline(session));
        all.verbs.put("queue", () -> new CommandLine(new QueueVerb(session)).addSubcommand(new QueueApply(session)));
        all.verbs.put("events", () -> new Events(session));
        all.verbs.put("top", () -> new Top(session));
        all.verbs.put("stragglers", () -> new Stragglers(session));
        all.verbs.put("version", () -> new Version(session));
        all.verbs.put("test", LauncherVerb.Test::new);
        all.verbs.put("bench", LauncherVerb.Bench::new);
        all.verbs.put("release", LauncherVerb.Release::new);
        all.verbs.put("completion", () -> new Completion(session));
        all.verbs.put("names", () -> new Names(session));
        all.verbs.put("announce", () -> new Announce(session));
        all.verbs.put("rehearse", () -> new Rehearse(session));
        return all;
    }

    /**
     * Adds the verb that {@code arguments} begin with; all of them if they begin otherwise, or with the one that needs
     * them all. Reading the annotations of one verb and not of all halves the start of the command.
     */
    void addTo(CommandLine command, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (verbs.containsKey(first) && !first.equals("completion")) {
            command.addSubcommand(verbs.get(first).get());
        } else {
            verbs.values().forEach(verb -> command.addSubcommand(verb.get()));
        }
    }
}
