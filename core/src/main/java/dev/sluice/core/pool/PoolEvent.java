package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;

/** What happened in a pool; telemetry listens. */
public sealed interface PoolEvent {

    /** A generic runner said hello, {@code took} after it was spawned. */
    record RunnerReady(RuntimeName runtime, RunnerId id, Duration took) implements PoolEvent {}

    /** A runner became an instance; {@code took} is the time on the wire and in the runner. */
    record Specialised(FunctionName function, int version, RunnerId id, Duration took) implements PoolEvent {}

    /** A runner could not become an instance. */
    record SpecialiseFailed(FunctionName function, int version, String reason) implements PoolEvent {}

    /** An instance was ended by the pool: idle, drained, thrown away. */
    record InstanceStopped(FunctionName function, int version, RunnerId id, String why) implements PoolEvent {}

    /** An instance ended by itself. */
    record InstanceCrashed(FunctionName function, int version, RunnerId id, RunnerExit exit) implements PoolEvent {}

    /** A sidecar of an instance that lives ended by itself, and is started again in {@code pause}. */
    record SidecarEnded(
            FunctionName function, int version, RunnerId id, String sidecar, RunnerExit exit, Duration pause)
            implements PoolEvent {}

    /** A generic runner ended, or never said hello. */
    record RunnerLost(RuntimeName runtime, RunnerId id, String why) implements PoolEvent {}
}
