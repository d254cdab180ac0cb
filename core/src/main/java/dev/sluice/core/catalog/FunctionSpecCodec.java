package dev.sluice.core.catalog;

import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.core.spec.SpecTree;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A spec in full, as people write it. */
final class FunctionSpecCodec implements Codec<FunctionSpec> {

    /** Whether a spec has what each format brought, from the second on. A new one is added at the end. */
    private static final List<Predicate<FunctionSpec>> ADDED = List.of(
            spec -> spec.scaling().background() != BackgroundPolicy.FINISH,
            spec -> !spec.async().equals(AsyncSpec.DEFAULT)
                    || spec.longestChain().isPresent(),
            spec -> !spec.triggers().isEmpty(),
            spec -> spec.async().shares().isPresent(),
            spec -> spec.async().version().isPresent(),
            ofCode(code -> !code.build().equals(Build.DEFAULT)),
            ofCode(code -> !code.build().secrets().isEmpty()),
            spec -> spec.scaling().keepAlivePolicy() != KeepAlivePolicy.FIXED,
            ofCode(code -> !code.launch().uses().isEmpty()),
            spec -> spec.scaling().affinity().isPresent(),
            ofCode(code -> !code.launch().sidecars().isEmpty()),
            ofCode(code -> !code.launch().adapters().isEmpty()),
            spec -> spec.scaling().shards() > 0,
            ofCode(code -> !code.launch().egress().isEmpty()));

    @Override
    public Map<String, Object> write(FunctionSpec spec) {
        return SpecTree.of(spec);
    }

    @Override
    public int format(FunctionSpec spec) {
        for (int format = newestFormat(); format > 1; format--) {
            if (ADDED.get(format - 2).test(spec)) {
                return format;
            }
        }
        return 1;
    }

    /** The highest that {@link #format} tells. */
    static int newestFormat() {
        return ADDED.size() + 1;
    }

    private static Predicate<FunctionSpec> ofCode(Predicate<Backend.Code> test) {
        return spec -> spec.backend() instanceof Backend.Code code && test.test(code);
    }

    @Override
    public FunctionSpec read(Map<String, ? extends @Nullable Object> tree) {
        return switch (FunctionReader.read(tree, DecoratorRules.CHECKED_BEFORE)) {
            case Binding.Bound<SpecDraft>(var draft) ->
                draft.ofUpstream().orElseGet(() -> {
                    TypedTree texts = new TypedTree(tree);
                    return draft.complete(new RuntimeName(texts.text("runtime")), texts.text("handler"));
                });
            case Binding.Refused<SpecDraft>(var problems) ->
                throw new IllegalArgumentException("spec." + problems.getFirst().path() + ": "
                        + problems.getFirst().message());
        };
    }
}
