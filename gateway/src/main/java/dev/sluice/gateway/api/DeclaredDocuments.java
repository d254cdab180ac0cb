package dev.sluice.gateway.api;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of which the platform keeps nothing but what was declared.
 *
 * @param kept how the catalog keeps it
 * @param rules what else a spec must be
 * @param warnings what people should know of a spec that is good
 * @param standing how a resource stands
 * @param elsewhere what is done outside of the catalog when one is applied or removed
 */
record DeclaredDocuments<S extends Record>(
        Kind<S> kind,
        ResourceKind<Declared<S>, Declared.Status> kept,
        Catalog catalog,
        InstantSource clock,
        Rules<S> rules,
        Warnings<S> warnings,
        Standing<S> standing,
        Elsewhere<S> elsewhere)
        implements DocumentKind {

    private static final int USUAL = 1_000;

    /** Tells what is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. */
    @FunctionalInterface
    interface Rules<S extends Record> {

        List<SpecProblem> problems(Namespace namespace, String name, S spec);

        /** What is kept of a spec without problems: what was declared, or the same in other words. */
        default Declared<S> kept(Namespace namespace, String name, Declared<S> declared) {
            return declared;
        }
    }

    /** Tells what is allowed in a spec and may not be meant. */
    @FunctionalInterface
    interface Warnings<S> {

        List<String> of(Namespace namespace, String name, S spec);
    }

    /** Tells how a resource stands. */
    @FunctionalInterface
    interface Standing<S> {

        Map<String, Object> of(Namespace namespace, String name, S spec);
    }

    /** Does what a document means outside of the catalog, before that changes; what fails there is a {@link ProblemException}. */
    interface Elsewhere<S> {

        /** Does the same each time that it is asked to. */
        void apply(Namespace namespace, String name, S spec);

        void remove(Namespace namespace, String name, S spec);
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public Map<String, Object> schema() {
        return kind.schema(Map.of());
    }

    @Override
    public Page list(Namespace namespace, FunctionList.Wanted wanted) {
        FunctionList.Found<Resource<Declared<S>, Declared.Status>> page = wanted.in(
                after -> catalog.list(kept, namespace, after, USUAL).resources(),
                resource -> resource.spec().labels(),
                resource -> resource.id().name());
        return new Page(page.all().stream().map(this::document).toList(), page.next());
    }

    @Override
    public Map<String, Object> document(Namespace namespace, String name) {
        return document(found(namespace, name));
    }

    private Map<String, Object> document(Resource<Declared<S>, Declared.Status> resource) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", resource.id().name());
        if (!resource.id().namespace().isDefault()) {
            metadata.put("namespace", resource.id().namespace().value());
        }
        metadata.put("labels", resource.spec().labels());
        Map<String, Object> document = kind.head(metadata);
        document.put("spec", resource.spec().written());
        return document;
    }

    private Resource<Declared<S>, Declared.Status> found(Namespace namespace, String name) {
        return catalog.get(id(namespace, name)).orElseThrow(() -> missing(name));
    }

    private ProblemException missing(String name) {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return new ProblemException(Problems.of(
                404,
                "no_such_" + word,
                "There is no such " + word,
                "There is no " + word + " '" + name + "'. 'sluice get " + word + "s' or GET /documents/" + word
                        + " shows those there are."));
    }

    private ResourceId<Declared<S>, Declared.Status> id(Namespace namespace, String name) {
        if (!FunctionName.isValid(name)) {
            throw new ProblemException(Problems.invalidName("'" + name + "' cannot be the name of a "
                    + kind.name().toLowerCase(Locale.ROOT) + ". Allowed: " + FunctionName.RULE + "."));
        }
        return new ResourceId<>(kept, namespace, name);
    }

    @Override
    public DocumentChange put(
            Namespace namespace, String name, Map<String, ? extends @Nullable Object> document, boolean dryRun) {
        ResourceId<Declared<S>, Declared.Status> id = id(namespace, name);
        Declared<S> wanted = read(namespace, name, document);
        if (!dryRun
                && catalog.get(id).flatMap(before -> before.status().owner()).isEmpty()) {
            elsewhere.apply(namespace, name, wanted.settings());
        }
        while (true) {
            Optional<Resource<Declared<S>, Declared.Status>> before = catalog.get(id);
            List<DocumentChange.Change> changes = before.map(
                            resource -> DocumentChange.between(tree(resource.spec()), tree(wanted)))
                    .orElse(List.of());
            boolean same = before.isPresent() && changes.isEmpty();
            if (!same) {
                before.ifPresent(this::refuseOwned);
            }
            if (dryRun || same || stored(id, wanted, before)) {
                return new DocumentChange(
                        kind.name(),
                        name,
                        dryRun,
                        before.isPresent(),
                        changes,
                        warnings.of(namespace, name, wanted.settings()));
            }
        }
    }

    /** What belongs to the spec of a function is changed and deleted there. */
    private void refuseOwned(Resource<Declared<S>, Declared.Status> resource) {
        resource.status().owner().ifPresent(owner -> {
            String word = kind.name().toLowerCase(Locale.ROOT);
            throw new ProblemException(Problems.of(
                    409,
                    "belongs_to_function",
                    "It belongs to a function",
                    "The " + word + " '" + resource.id().name() + "' belongs to the function '" + owner.function()
                            + "', in whose spec it stands under " + word + "s: change it there, and deploy that."));
        });
    }

    /** False if somebody else changed it meanwhile. */
    private boolean stored(
            ResourceId<Declared<S>, Declared.Status> id,
            Declared<S> wanted,
            Optional<Resource<Declared<S>, Declared.Status>> before) {
        Declared.Status status = before.map(Resource::status).orElseGet(() -> new Declared.Status(clock.instant()));
        Revision expected = before.map(Resource::revision).orElse(Revision.NONE);
        return catalog.put(id, wanted, status, expected) instanceof Catalog.Put.Done;
    }

    private static Map<String, Object> tree(Declared<?> declared) {
        Map<String, Object> tree = new LinkedHashMap<>(declared.written());
        declared.labels().forEach((label, value) -> tree.put("labels." + label, value));
        return tree;
    }

    private Declared<S> read(Namespace namespace, String name, Map<String, ? extends @Nullable Object> document) {
        return switch (kind.read(document)) {
            case Binding.Refused<Kind.Document<S>>(List<SpecProblem> problems) ->
                throw new ProblemException(Problems.invalidSpec(problems));
            case Binding.Bound<Kind.Document<S>>(Kind.Document<S> read) -> {
                List<SpecProblem> problems = new ArrayList<>();
                read.metadata()
                        .name()
                        .filter(told -> !told.equals(name))
                        .ifPresent(told -> problems.add(
                                new SpecProblem("metadata.name", "the document is for '" + told + "'", name)));
                read.metadata()
                        .namespace()
                        .filter(told -> !told.equals(namespace))
                        .ifPresent(told -> problems.add(new SpecProblem(
                                "metadata.namespace", "the document is for '" + told + "'", namespace.value())));
                problems.addAll(rules.problems(namespace, name, read.spec()));
                if (!problems.isEmpty()) {
                    throw new ProblemException(Problems.invalidSpec(problems));
                }
                yield rules.kept(namespace, name, Declared.of(document, read));
            }
        };
    }

    @Override
    public void delete(Namespace namespace, String name) {
        Resource<Declared<S>, Declared.Status> resource = found(namespace, name);
        refuseOwned(resource);
        elsewhere.remove(namespace, name, resource.spec().settings());
        if (!catalog.delete(id(namespace, name))) {
            throw missing(name);
        }
    }

    @Override
    public Map<String, Object> status(Namespace namespace, String name) {
        Resource<Declared<S>, Declared.Status> resource = found(namespace, name);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("kind", kind.name());
        told.put("name", name);
        told.put("createdAt", resource.status().createdAt().toString());
        resource.status().owner().ifPresent(owner -> told.put("belongsTo", owner.function()));
        told.putAll(standing.of(namespace, name, resource.spec().settings()));
        told.put("spec", resource.spec().written());
        return told;
    }
}
