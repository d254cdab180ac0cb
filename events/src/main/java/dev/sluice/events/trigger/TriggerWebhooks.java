package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.pump.OnOutage;
import dev.sluice.events.webhook.Signature;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.events.webhook.WebhookSource;
import dev.sluice.events.webhook.WebhookSource.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The webhooks among triggers: who is reached at which address, and what they need. Thread-safe. */
final class TriggerWebhooks {

    private final Catalog catalog;
    private final SecretStore secrets;
    private final WebhookRoutes routes = new WebhookRoutes();

    TriggerWebhooks(Catalog catalog, SecretStore secrets) {
        this.catalog = catalog;
        this.secrets = secrets;
    }

    WebhookRoutes routes() {
        return routes;
    }

    /** A trigger is as {@code declared} says from now on; empty if it is gone. */
    void become(TriggerId id, Optional<Declared<TriggerSettings>> declared) {
        Optional<TriggerSettings> settings = declared.map(Declared::settings);
        Optional<WebhookSource> source = settings.flatMap(TriggerSettings::webhook);
        if (source.isPresent()) {
            TriggerSettings now = settings.get();
            boolean toldHow = declared.get().written().containsKey("retry");
            routes.put(new WebhookRoutes.Route(
                    id.name(),
                    now.function().in(id.namespace()),
                    source.get(),
                    now.paused(),
                    toldHow ? Optional.of(now.retry().policy()) : Optional.empty(),
                    now.priority(),
                    now.runsAt()));
        } else {
            routes.remove(id.namespace(), id.name());
        }
    }

    /**
     * What is wrong with a webhook whose keys are good each by itself.
     *
     * @param owner the function to whose spec it belongs, if it belongs to one; its triggers before do not count
     */
    List<SpecProblem> problems(TriggerId id, TriggerSettings settings, WebhookSource source, Optional<String> owner) {
        List<SpecProblem> problems = new ArrayList<>();
        if (source.mode() == Mode.SYNC) {
            addSync(problems, settings);
        }
        if (settings.retry().onOutage() != OnOutage.PAUSE) {
            problems.add(new SpecProblem(
                    "spec.retry.onOutage",
                    "a webhook is not paused for outages: each of its calls is tried by itself",
                    "no onOutage"));
        }
        eachWebhook(id.namespace(), (resource, other) -> {
            String name = resource.id().name();
            boolean itsOwn =
                    owner.isPresent() && owner.equals(resource.status().owner().map(Declared.Owner::function));
            if (!name.equals(id.name()) && !itsOwn && other.meets(source)) {
                problems.add(new SpecProblem(
                        "spec.webhook.path",
                        "the trigger '" + name + "' has this address, with the same method and host",
                        "another path, method or host, or '" + name + "' removed first"));
            }
        });
        String path = "spec.webhook.signature." + word(source.signature()) + ".secret";
        source.signature().secret().stream()
                .flatMap(secret -> MissingSecret.problem(secrets, id.namespace(), secret, path).stream())
                .findFirst()
                .ifPresent(problems::add);
        return problems;
    }

    /** What is said of calls that run later means nothing where the sender waits. */
    private static void addSync(List<SpecProblem> problems, TriggerSettings settings) {
        if (!settings.retry().isUsual()) {
            problems.add(sync("retry", "the sender gets the answer of the one attempt there is"));
        }
        if (settings.priority() != CallTerms.USUAL_PRIORITY) {
            problems.add(
                    sync("priority", "the sender waits for the answer, and comes before all for whom nobody does"));
        }
        if (settings.version().isPresent()) {
            problems.add(sync("version", "the sender gets the answer of the version that is live"));
        }
    }

    private static SpecProblem sync(String key, String why) {
        return new SpecProblem("spec." + key, "with mode sync " + why, "no " + key + ", or mode async");
    }

    private static String word(Signature signature) {
        return signature.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Optional<SecretName> missing(Namespace namespace, Signature signature) {
        return signature.secret().stream()
                .filter(secret -> secrets.get(namespace, secret).isEmpty())
                .findFirst();
    }

    /** How one stands that the catalog has. */
    TriggerState state(TriggerId id, TriggerSettings settings, WebhookSource source, boolean hasFunction) {
        if (settings.paused()) {
            return state(
                    "paused", "Its spec says so; requests are refused meanwhile, so that their senders try again.");
        }
        Optional<SecretName> missing = missing(id.namespace(), source.signature());
        if (missing.isPresent()) {
            return state(
                    "waiting_for_secret",
                    new MissingSecret(missing.get()).sentence() + " What it alone can check is refused meanwhile.");
        }
        if (!hasFunction) {
            return state(
                    "waiting_for_function",
                    "There is no function '" + settings.function().name()
                            + "': deploy it. Requests are refused meanwhile, so that their senders try again.");
        }
        return routes.before(id.namespace(), id.name())
                .map(other -> state(
                        "address_taken",
                        "The trigger '" + other + "' has the same address and gets its requests: remove one of them."))
                .orElseGet(() -> state("running", ""));
    }

    private static TriggerState state(String word, String detail) {
        return new TriggerState(word, detail, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** The triggers that use each secret of a namespace that one uses. */
    Map<SecretName, List<String>> secretUsers(Namespace namespace) {
        Map<SecretName, List<String>> users = new TreeMap<>();
        eachWebhook(
                namespace,
                (resource, source) -> source.signature()
                        .secret()
                        .forEach(secret -> users.computeIfAbsent(secret, _ -> new ArrayList<>())
                                .add(resource.id().name())));
        return users;
    }

    private void eachWebhook(
            Namespace namespace, BiConsumer<Resource<Declared<TriggerSettings>, Declared.Status>, WebhookSource> told) {
        catalog.each(
                TriggerSettings.RESOURCE,
                namespace,
                trigger -> trigger.spec().settings().webhook().ifPresent(source -> told.accept(trigger, source)));
    }
}
