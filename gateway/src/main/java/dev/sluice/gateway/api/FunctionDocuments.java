package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.SpecTree;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import dev.sluice.gateway.deploy.Deployments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions, whose documents are deployed with their code, and so elsewhere. */
record FunctionDocuments(Deployments.Parts parts, DecoratorJars.Loaded loaded) implements DocumentKind {

    @Override
    public String name() {
        return FunctionReader.KIND.name();
    }

    @Override
    public Map<String, Object> schema() {
        return FunctionReader.KIND.schema(Map.of(
                "decorators",
                loaded.kinds().schema(),
                "triggers",
                Map.of("type", "array", "maxItems", TriggerSpec.MOST, "items", trigger())));
    }

    /** What a trigger's own document has as its spec, with its name in the place of the function. */
    private static Map<String, Object> trigger() {
        Map<String, Object> schema = new LinkedHashMap<>(TriggerSettings.KIND.specSchema());
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(TriggerSpec.NAME, Map.of("type", "string", "pattern", FunctionName.PATTERN.pattern()));
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((key, value) -> keys.put(String.valueOf(key), value));
        }
        keys.remove("function");
        schema.put("properties", keys);
        schema.put("required", List.of(TriggerSpec.NAME));
        return schema;
    }

    @Override
    public Page list(Namespace namespace, FunctionList.Wanted wanted) {
        FunctionList.Found<FunctionVersion> page = FunctionList.page(parts.catalog(), namespace, wanted);
        return new Page(page.all().stream().map(SpecTree::document).toList(), page.next());
    }

    @Override
    public Map<String, Object> document(Namespace namespace, String name) {
        FunctionName function = Names.function(namespace, name);
        return SpecTree.document(parts.catalog()
                .get(function)
                .orElseThrow(() -> new ProblemException(Problems.noSuchFunction(name)))
                .history()
                .liveVersion());
    }

    @Override
    public DocumentChange put(
            Namespace namespace, String name, Map<String, ? extends @Nullable Object> document, boolean dryRun) {
        throw elsewhere("deployed", "PUT", name);
    }

    @Override
    public void delete(Namespace namespace, String name) {
        throw elsewhere("removed", "DELETE", name);
    }

    @Override
    public Map<String, Object> status(Namespace namespace, String name) {
        throw elsewhere("described", "GET", name);
    }

    private static ProblemException elsewhere(String done, String method, String name) {
        return new ProblemException(Problems.invalidRequest("Functions are " + done + " elsewhere: " + method
                + " /functions/" + (FunctionName.isValid(name) ? name : "NAME") + "."));
    }
}
