package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog.Listing;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Namespace;
import dev.sluice.store.catalog.ResourceFiles.DamagedException;
import dev.sluice.store.catalog.ResourceText.NewerException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The resources of one kind: in memory and in files, or only in files, as the kind wants it. Whoever changes something, or
 * learns what others changed, holds the folder's lock; readers need not.
 */
final class ResourceShelf<S, T> {

    private static final System.Logger LOG = System.getLogger(DirectoryCatalog.class.getName());

    private final ResourceKind<S, T> kind;
    private final ResourceFiles<S, T> files;
    private final Map<Namespace, NavigableMap<String, Resource<S, T>>> held = new ConcurrentHashMap<>();
    private final Set<ResourceId<S, T>> newer = ConcurrentHashMap.newKeySet();
    private final Set<ResourceId<S, T>> unreadable = ConcurrentHashMap.newKeySet();
    private final List<Path> damaged = new ArrayList<>();

    /** Opens the files, of which none is read yet. */
    ResourceShelf(ResourceKind<S, T> kind, Path catalog) {
        this.kind = kind;
        this.files = new ResourceFiles<>(kind, catalog);
        files.deleteUnfinished();
    }

    /** Reads all files on all cores if the kind resides in memory. Others may change them meanwhile. */
    void load() {
        if (inMemory()) {
            files.namespaces()
                    .forEach(namespace -> files.ids(namespace).parallelStream().forEach(this::load));
            files.loaded();
        }
    }

    /** Moves files aside that {@link #load} could not understand. */
    void setDamagedAside() {
        unreadable.forEach(id -> {
            try {
                files.read(id).ifPresent(this::hold);
            } catch (NewerException e) {
                leave(id, e);
            } catch (DamagedException e) {
                setAside(files.file(id), e);
            } catch (IOException e) {
                throw Disk.failure("cannot read " + files.file(id), e);
            }
        });
        unreadable.clear();
        files.loaded();
    }

    /** Where the files are now that were moved aside when this was opened. */
    List<Path> damaged() {
        return List.copyOf(damaged);
    }

    /** Whether there are records that only a newer build understands. */
    boolean hasNewer() {
        return !newer.isEmpty();
    }

    Revision highest() {
        return held.values().stream()
                .flatMap(names -> names.values().stream())
                .map(Resource::revision)
                .max(Revision::compareTo)
                .orElse(Revision.NONE);
    }

    Listing<S, T> list(Namespace namespace, String after, int limit, Revision revision) {
        if (inMemory()) {
            return new Listing<>(
                    names(namespace).tailMap(after, false).values().stream()
                            .limit(limit)
                            .toList(),
                    revision);
        }
        return new Listing<>(
                files.ids(namespace).stream()
                        .filter(id -> id.name().compareTo(after) > 0)
                        .flatMap(id -> files.get(id).stream())
                        .limit(limit)
                        .toList(),
                revision);
    }

    /** Those that have resources, in order. */
    List<Namespace> namespaces() {
        List<Namespace> all = inMemory() ? List.copyOf(held.keySet()) : files.namespaces();
        return all.stream()
                .filter(namespace -> !ids(namespace).isEmpty())
                .sorted()
                .toList();
    }

    List<ResourceId<S, T>> ids(Namespace namespace) {
        return inMemory() ? names(namespace).values().stream().map(Resource::id).toList() : files.ids(namespace);
    }

    Optional<Resource<S, T>> get(ResourceId<S, T> id) {
        return inMemory() ? Optional.ofNullable(names(id.namespace()).get(id.name())) : files.get(id);
    }

    /** That of a resource, if nobody stands in the way of changing it. */
    Revision revision(ResourceId<S, T> id) {
        if (newer.contains(id)) {
            throw files.newer(id);
        }
        return get(id).map(Resource::revision).orElse(Revision.NONE);
    }

    void put(Resource<S, T> resource) {
        files.write(resource);
        hold(resource);
    }

    /** Whether there is something to delete, if nobody stands in the way of that. */
    boolean isThere(ResourceId<S, T> id) {
        if (newer.contains(id) || !inMemory() && files.isNewer(id)) {
            throw files.newer(id);
        }
        return inMemory() ? names(id.namespace()).containsKey(id.name()) : files.isThere(id);
    }

    void delete(ResourceId<S, T> id) {
        files.delete(id);
        forget(id);
    }

    /** Learns of a change that somebody else was about to make; answers what is to be told of it. */
    Optional<CatalogEvent> learn(Change change, Namespace namespace, String name) {
        ResourceId<S, T> id = new ResourceId<>(kind, namespace, name);
        Optional<Resource<S, T>> now;
        try {
            now = files.read(id);
        } catch (NewerException e) {
            leave(id, e);
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "The {0} that another gateway put into {1} cannot be read: {2}. Deploy it anew.",
                    kind,
                    files.file(id),
                    e.getMessage());
            return Optional.empty();
        } finally {
            files.loaded();
        }
        boolean deleted = change.act() == Change.Act.DELETED
                && now.filter(resource -> !resource.revision().isAfter(change.revision()))
                        .isEmpty();
        if (deleted) {
            forget(id);
        }
        now.ifPresent(this::hold);
        if (deleted) {
            return Optional.of(new CatalogEvent.Deleted(id, change.revision()));
        }
        return now.filter(resource -> resource.revision().equals(change.revision()))
                .<CatalogEvent>map(CatalogEvent.Stored::new);
    }

    /** What is different from before when all is read again. */
    record Differences(List<Resource<?, ?>> stored, List<ResourceId<?, ?>> gone) {}

    /** Reads all again that resides in memory. */
    Differences reload() {
        List<Resource<?, ?>> stored = new ArrayList<>();
        List<ResourceId<?, ?>> gone = new ArrayList<>();
        Map<Namespace, NavigableMap<String, Resource<S, T>>> before = new HashMap<>();
        held.forEach((namespace, names) -> before.put(namespace, new TreeMap<>(names)));
        if (inMemory()) {
            load();
            setDamagedAside();
        }
        before.forEach((namespace, names) -> names.values().forEach(resource -> {
            if (!files.isThere(resource.id())) {
                forget(resource.id());
                gone.add(resource.id());
            }
        }));
        held.forEach((namespace, names) -> names.values().forEach(resource -> {
            Resource<S, T> old = before.getOrDefault(namespace, Collections.emptyNavigableMap())
                    .get(resource.id().name());
            if (old == null || !old.revision().equals(resource.revision())) {
                stored.add(resource);
            }
        }));
        return new Differences(stored, gone);
    }

    private void forget(ResourceId<?, ?> id) {
        newer.removeIf(id::equals);
        names(id.namespace()).remove(id.name());
    }

    private boolean inMemory() {
        return kind.residence() == ResourceKind.Residence.MEMORY;
    }

    private NavigableMap<String, Resource<S, T>> names(Namespace namespace) {
        return held.computeIfAbsent(namespace, fresh -> new ConcurrentSkipListMap<>());
    }

    private void hold(Resource<S, T> resource) {
        newer.remove(resource.id());
        if (inMemory()) {
            names(resource.id().namespace()).put(resource.id().name(), resource);
        }
    }

    private void load(ResourceId<S, T> id) {
        try {
            files.read(id).ifPresent(this::hold);
        } catch (NewerException e) {
            leave(id, e);
        } catch (DamagedException e) {
            unreadable.add(id);
        } catch (IOException e) {
            throw Disk.failure("cannot read " + files.file(id), e);
        }
    }

    private void leave(ResourceId<S, T> id, NewerException why) {
        if (newer.add(id)) {
            boolean known = names(id.namespace()).containsKey(id.name());
            LOG.log(
                    Level.WARNING,
                    known
                            ? "A newer gateway wrote {0} ({1}): this one goes on with the {2} as it was before."
                            : "A newer gateway wrote {0} ({1}): it is left as it is, and there is no such {2} until that"
                                    + " gateway runs again.",
                    files.file(id),
                    why.getMessage(),
                    kind);
        }
    }

    private void setAside(Path file, DamagedException why) {
        Path aside = Disk.free(file.resolveSibling(file.getFileName() + ".damaged"));
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.failure("cannot move the damaged file " + file + " aside", e);
        }
        damaged.add(aside);
        LOG.log(
                Level.ERROR,
                "The {0} in {1} cannot be loaded: {2}. The file is now {3}; mend it, take the ending off its name and start"
                        + " again, or deploy it anew.",
                kind,
                file,
                why.getReason(),
                aside);
    }
}
