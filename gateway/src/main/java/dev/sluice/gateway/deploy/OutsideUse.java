package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.gateway.decorate.Decorations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks what a spec needs of others: the functions that its decorators call, the upstream that it names, and the gateway.
 *
 * @param reached whether instances reach the gateway over the network
 */
record OutsideUse(
        FunctionCatalog catalog,
        Decorations decorations,
        EgressUse egress,
        AllowedUpstreams upstreams,
        boolean reached) {

    /** What is not there, or not allowed. {@code function} itself may be named before it is there. */
    List<SpecProblem> problems(FunctionName function, FunctionSpec spec) {
        List<SpecProblem> problems = new ArrayList<>();
        decorations.functions(spec).forEach((told, path) -> {
            FunctionName name = told.in(function.namespace());
            if (!name.equals(function) && catalog.live(name).isEmpty()) {
                String hint =
                        near(name).map(near -> ": did you mean '" + near + "'?").orElse("");
                problems.add(new SpecProblem(
                        path, "there is no function '" + told + "'" + hint, "a function that is deployed before"));
            }
        });
        if (spec.backend() instanceof Backend.Upstream(UpstreamUrl url, boolean _) && !upstreams.allow(url)) {
            problems.add(new SpecProblem(
                    "upstream", "the operator does not allow calls to " + url.authority(), upstreams.toString()));
        }
        if (!reached
                && spec.backend() instanceof Backend.Code code
                && !code.launch().uses().isEmpty()) {
            problems.add(new SpecProblem(
                    "uses",
                    "instances here have no network (sluice.sandbox.network is none), so they cannot reach the gateway",
                    "nothing, or the setting host"));
        }
        if (spec.backend() instanceof Backend.Code code) {
            problems.addAll(egress.problems(function.namespace(), code.launch().egress()));
        }
        return problems;
    }

    private Optional<String> near(FunctionName name) {
        List<String> names = new ArrayList<>();
        catalog.eachLive(
                name.namespace(), version -> names.add(version.function().name()));
        return NearestWord.of(name.name(), names);
    }
}
