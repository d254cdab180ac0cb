package dev.sluice.gateway.reconcile;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import java.util.List;
import java.util.Optional;

/** Running triggers that find fault with paused ones alone, and leave something whatever they are. */
public final class PlayedTriggers implements FunctionTriggers.Running {

    @Override
    public List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner) {
        return settings.paused()
                ? List.of(new SpecProblem("spec.paused", "it is paused, for " + owner.orElse("nobody"), "false"))
                : List.of();
    }

    @Override
    public List<String> warnings(Namespace namespace, String name, TriggerSettings settings) {
        return List.of();
    }

    @Override
    public Optional<String> leaves(TriggerId id) {
        return Optional.of("The trigger '" + id.name() + "' is deleted.");
    }
}
