package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A function's kept versions, and which of them is live.
 *
 * @param live the number of the version that serves
 * @param versions newest first, at least one, numbers falling; the live one is among them
 */
public record FunctionHistory(FunctionName name, int live, List<FunctionVersion> versions) {

    public FunctionHistory {
        versions = List.copyOf(versions);
        int above = Integer.MAX_VALUE;
        boolean found = false;
        for (FunctionVersion version : versions) {
            if (!version.function().equals(name) || version.number() >= above) {
                throw new IllegalArgumentException(version.label() + " is out of place among the versions of " + name);
            }
            above = version.number();
            found |= version.number() == live;
        }
        if (!found) {
            throw new IllegalArgumentException(
                    "the live version " + live + " of " + name + " is not among its versions");
        }
    }

    /** A function with its first version. */
    public static FunctionHistory first(FunctionVersion version) {
        return new FunctionHistory(version.function(), version.number(), List.of(version));
    }

    /** The version that serves. */
    public FunctionVersion liveVersion() {
        return version(live).orElseThrow();
    }

    public Optional<FunctionVersion> version(int number) {
        return versions.stream().filter(version -> version.number() == number).findFirst();
    }

    /** The number for the next version: one more than the newest, which is always kept. */
    public int nextNumber() {
        return versions.getFirst().number() + 1;
    }

    /** The same with one more version, which becomes live; of the others the newest stay, {@code keep} in all. */
    public FunctionHistory with(FunctionVersion version, int keep) {
        return with(version, keep, _ -> false);
    }

    /** As {@link #with(FunctionVersion, int)}, and those stay whose number is needed. */
    public FunctionHistory with(FunctionVersion version, int keep, IntPredicate needed) {
        List<FunctionVersion> stay = new ArrayList<>();
        stay.add(version);
        for (FunctionVersion other : versions) {
            if (stay.size() < keep || needed.test(other.number())) {
                stay.add(other);
            }
        }
        return new FunctionHistory(name, version.number(), stay);
    }

    /** The same with one of its versions live. */
    public FunctionHistory withLive(int number) {
        return new FunctionHistory(name, number, versions);
    }

    /** The artifacts of all its versions. */
    public Set<Digest> artifacts() {
        Set<Digest> artifacts = new HashSet<>();
        versions.forEach(version -> version.artifact().ifPresent(artifacts::add));
        return artifacts;
    }
}
