package dev.sluice.core.pool;

import dev.sluice.core.runner.RunnerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instances of one function, oldest first, and which of them takes the next call. */
final class Instances {

    private final List<Instance> instances = new ArrayList<>(2);

    void add(Instance instance) {
        instance.take(freePlace(instance.generation()));
        instances.add(instance);
    }

    /** The instance of a passed trial joins those of a generation. */
    void adopt(Instance instance, int generation) {
        int place = freePlace(generation);
        instance.adopt(generation);
        instance.take(place);
    }

    /** The lowest one that none has of those of a generation that serve or will. */
    private int freePlace(int generation) {
        int place = 0;
        for (int i = 0; i < instances.size(); i++) {
            Instance other = instances.get(i);
            if (other.generation() == generation && other.place() == place && (other.serves() || other.isComing())) {
                place++;
                i = -1;
            }
        }
        return place;
    }

    int size() {
        return instances.size();
    }

    /** By its age, the oldest first, from 0. */
    Instance get(int index) {
        return instances.get(index);
    }

    void remove(Instance instance) {
        instances.remove(instance);
    }

    boolean isEmpty() {
        return instances.isEmpty();
    }

    /** A copy, so that what is done to each may change the roster. */
    List<Instance> all() {
        return List.copyOf(instances);
    }

    @Nullable
    Instance find(RunnerId id) {
        for (Instance instance : instances) {
            if (instance.id().equals(id)) {
                return instance;
            }
        }
        return null;
    }

    /**
     * The least loaded instance of the newest generation that takes any call and has a free slot, else of an older one. Among equals the
     * oldest, always, so that the others become idle and can be stopped.
     */
    @Nullable
    Instance leastLoaded() {
        Instance best = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance candidate = instances.get(i);
            if (candidate.hasRoomForAny() && (best == null || isBetter(candidate, best))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isBetter(Instance candidate, Instance best) {
        return candidate.generation() == best.generation()
                ? candidate.inFlight() < best.inFlight()
                : candidate.generation() > best.generation();
    }

    /** Whether no call is under way on any that can have one. */
    boolean areIdle() {
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).inFlight() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Slots that are held by code whose caller has gone. */
    int abandoned() {
        int abandoned = 0;
        for (Instance instance : instances) {
            abandoned += instance.abandoned();
        }
        return abandoned;
    }

    /** Background calls that run. */
    int inBackground() {
        int held = 0;
        for (Instance instance : instances) {
            held += instance.inBackground();
        }
        return held;
    }

    /** Whether a background call may have a slot: one of those of all instances stays free for others, if there is more than one. */
    boolean hasRoomForBackground() {
        int slots = 0;
        int held = 0;
        for (Instance instance : instances) {
            if (instance.serves()) {
                slots += instance.concurrency();
                held += instance.inBackground();
            }
        }
        return held < Math.max(1, slots - 1);
    }

    /** The one that serves, if it alone does or is about to, and has one slot. */
    @Nullable
    Instance only() {
        Instance only = null;
        for (Instance instance : instances) {
            if (instance.serves() || instance.isComing()) {
                if (only != null) {
                    return null;
                }
                only = instance;
            }
        }
        return only != null && only.serves() && only.concurrency() == 1 ? only : null;
    }

    /** Whether any that takes any call has a free slot. */
    boolean haveRoom() {
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).hasRoomForAny()) {
                return true;
            }
        }
        return false;
    }

    /** The newest generation of which any serves; -1 if none does. */
    int newest() {
        int newest = -1;
        for (int i = 0; i < instances.size(); i++) {
            Instance each = instances.get(i);
            newest = each.serves() ? Math.max(newest, each.generation()) : newest;
        }
        return newest;
    }

    boolean anyServes() {
        for (Instance instance : instances) {
            if (instance.serves()) {
                return true;
            }
        }
        return false;
    }

    Count count(int generation) {
        int ready = 0;
        int specialising = 0;
        int replaced = 0;
        int inFlight = 0;
        for (Instance instance : instances) {
            if (instance.serves()) {
                inFlight += instance.inFlight();
                if (instance.generation() == generation) {
                    ready++;
                } else {
                    replaced++;
                }
            } else if (instance.isComing()) {
                specialising += instance.generation() == generation ? 1 : 0;
            }
        }
        return new Count(ready, specialising, replaced, inFlight);
    }

    /** {@code replaced}: those that serve and belong to another generation. */
    record Count(int ready, int specialising, int replaced, int inFlight) {}

    /** Idle instances of a generation, longest idle first. */
    List<ScalingPolicy.Idle> idle(int generation) {
        List<ScalingPolicy.Idle> idle = new ArrayList<>();
        for (Instance instance : instances) {
            if (instance.isIdle() && instance.generation() == generation) {
                idle.add(new ScalingPolicy.Idle(instance.id(), instance.idleSince()));
            }
        }
        idle.sort(Comparator.comparingLong(ScalingPolicy.Idle::since));
        return idle;
    }

    /** Serving instances of other generations, those with the fewest calls first. */
    List<Instance> replaced(int generation) {
        List<Instance> old = new ArrayList<>();
        for (Instance instance : instances) {
            if (instance.serves() && instance.generation() != generation) {
                old.add(instance);
            }
        }
        old.sort(Comparator.comparingInt(Instance::inFlight));
        return old;
    }
}
