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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A spec in full, as people write it. */
final class FunctionSpecCodec implements Codec<FunctionSpec> {

    @Override
    public Map<String, Object> write(FunctionSpec spec) {
        return SpecTree.of(spec);
    }

    /**
     * {@code background} came with the second format, {@code async} and {@code longestChain} with the third, {@code triggers} with the fourth,
     * {@code fairKey} with the fifth, {@code version} of {@code async} with the sixth, {@code build} with the
     * seventh, secrets of it with the eighth, {@code keepAlivePolicy} with the ninth, {@code uses} with the tenth, {@code affinity} with the
     * eleventh, {@code sidecars} with the twelfth.
     */
    @Override
    public int format(FunctionSpec spec) {
        if (spec.backend() instanceof Backend.Code code
                && !code.launch().sidecars().isEmpty()) {
            return 12;
        }
        if (spec.scaling().affinity().isPresent()) {
            return 11;
        }
        if (spec.backend() instanceof Backend.Code code && !code.launch().uses().isEmpty()) {
            return 10;
        }
        if (spec.scaling().keepAlivePolicy() != KeepAlivePolicy.FIXED) {
            return 9;
        }
        if (spec.backend() instanceof Backend.Code code && !code.build().equals(Build.DEFAULT)) {
            return code.build().secrets().isEmpty() ? 7 : 8;
        }
        if (spec.async().version().isPresent()) {
            return 6;
        }
        if (spec.async().shares().isPresent()) {
            return 5;
        }
        if (!spec.triggers().isEmpty()) {
            return 4;
        }
        if (!spec.async().equals(AsyncSpec.DEFAULT) || spec.longestChain().isPresent()) {
            return 3;
        }
        return spec.scaling().background() == BackgroundPolicy.FINISH ? 1 : 2;
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
