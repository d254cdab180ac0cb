package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import java.util.Map;
import java.util.function.Function;

/**
 * A kind of resource: how its records are named and written. There is one object for each kind.
 *
 * @param <S> the spec: what somebody wants
 * @param <T> the status: what the platform has made of it
 */
public final class ResourceKind<S, T> {

    private final String apiVersion;
    private final String name;
    private final String plural;
    private final Residence residence;
    private final Codec<S> spec;
    private final Codec<T> status;
    private final Function<S, Map<String, String>> labels;

    /** Where a catalog on a disk has the records of a kind while it is open. */
    public enum Residence {
        /** In memory: they are few or small, and asked for often. */
        MEMORY,
        /** Only on the disk: they are asked for now and then. */
        DISK
    }

    /**
     * @param apiVersion the version of the spec, {@code sluice.dev/v1}
     * @param name in singular, as in {@code kind: Function}
     * @param plural in small letters, a folder's name
     */
    public ResourceKind(
            String apiVersion,
            String name,
            String plural,
            Residence residence,
            Codec<S> spec,
            Codec<T> status,
            Function<S, Map<String, String>> labels) {
        this.apiVersion = apiVersion;
        this.name = name;
        this.plural = plural;
        this.residence = residence;
        this.spec = spec;
        this.status = status;
        this.labels = labels;
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String name() {
        return name;
    }

    public String plural() {
        return plural;
    }

    public Residence residence() {
        return residence;
    }

    public Codec<S> spec() {
        return spec;
    }

    public Codec<T> status() {
        return status;
    }

    Map<String, String> labels(S of) {
        return labels.apply(of);
    }

    /** One of this kind in the namespace {@link Namespace#DEFAULT}. */
    public ResourceId<S, T> named(String resource) {
        return new ResourceId<>(this, Namespace.DEFAULT, resource);
    }

    @Override
    public String toString() {
        return name;
    }
}
