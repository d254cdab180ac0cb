package dev.sluice.decorators;

import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.decorators.cache.CacheKind;
import dev.sluice.decorators.cache.shard.ShardProcesses;
import dev.sluice.decorators.evaluate.Evaluators;
import dev.sluice.decorators.transform.TransformKind;
import dev.sluice.decorators.twofactor.TwoFactorKind;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import dev.sluice.decorators.validate.ValidateKind;
import java.util.function.Supplier;

/** All kinds that come with the platform: those that are services, and those that are made with what they share. */
public final class BuiltInKinds {

    private BuiltInKinds() {}

    public static DecoratorKinds of(Supplier<SecondFactor> secondFactor, Evaluators evaluators, ShardProcesses shards) {
        return DecoratorKinds.load(
                BuiltInKinds.class.getClassLoader(),
                new CacheKind(shards),
                new TransformKind(evaluators),
                new TwoFactorKind(secondFactor, evaluators),
                new ValidateKind(evaluators));
    }
}
