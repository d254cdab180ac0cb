package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** An artifact store that forgets everything with its process: the specification of the others. */
public final class InMemoryArtifactStore implements ArtifactStore {

    private final Map<Digest, Map<String, byte[]>> artifacts = new ConcurrentHashMap<>();
    private final Map<Digest, Set<Object>> pins = new HashMap<>();

    @Override
    public Draft draft() {
        return new InMemoryDraft();
    }

    @Override
    public List<String> files(Digest artifact) {
        return filesOf(artifact).keySet().stream().sorted(ORDER).toList();
    }

    @Override
    public InputStream open(Digest artifact, String file) throws IOException {
        byte[] bytes = filesOf(artifact).get(file);
        if (bytes == null) {
            throw new NoSuchFileException(artifact + "/" + file);
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public List<Digest> list() {
        return List.copyOf(artifacts.keySet());
    }

    @Override
    public synchronized Pin pin(Digest artifact) {
        Object pin = new Object();
        pins.computeIfAbsent(artifact, first -> new HashSet<>()).add(pin);
        return () -> unpin(artifact, pin);
    }

    @Override
    public synchronized boolean delete(Digest artifact, BooleanSupplier needed) {
        return !pins.containsKey(artifact) && !needed.getAsBoolean() && artifacts.remove(artifact) != null;
    }

    private synchronized void unpin(Digest artifact, Object pin) {
        pins.computeIfPresent(artifact, (same, all) -> all.remove(pin) && all.isEmpty() ? null : all);
    }

    private Map<String, byte[]> filesOf(Digest artifact) {
        return artifacts.getOrDefault(artifact, Map.of());
    }

    private final class InMemoryDraft implements Draft {

        private final Map<String, ByteArrayOutputStream> files = new HashMap<>();

        @Override
        public void take(String name, Path file) {
            try {
                create(name).write(Files.readAllBytes(file));
                Files.delete(file);
            } catch (IOException e) {
                throw new StorageException(StorageException.Reason.FAILED, "cannot read " + file + ": " + e, e);
            }
        }

        @Override
        public OutputStream create(String name) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            files.put(ArtifactFileName.checked(name), bytes);
            return bytes;
        }

        @Override
        public void commit(Digest artifact) {
            if (files.keySet().stream().noneMatch(name -> name.indexOf('/') < 0)) {
                throw new IllegalStateException("an artifact needs a file at its top");
            }
            Map<String, byte[]> contents = new HashMap<>();
            files.forEach((name, bytes) -> contents.put(name, bytes.toByteArray()));
            artifacts.putIfAbsent(artifact, Map.copyOf(contents));
        }

        @Override
        public void close() {
            files.clear();
        }
    }
}
