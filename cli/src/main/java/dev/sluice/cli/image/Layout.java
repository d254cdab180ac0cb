package dev.sluice.cli.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Digests;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.folder.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder that holds images as the <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI's image layout</a> has
 * it: a file for each digest, and an index of what is an image.
 */
record Layout(Path folder) {

    private static final String VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";

    /** Begins one in a folder that is empty or not there. */
    static Layout create(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(folder.resolve("oci-layout"), VERSION);
        return new Layout(folder);
    }

    static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve("oci-layout")) && Files.isRegularFile(folder.resolve("index.json"));
    }

    Path blob(Descriptor descriptor) {
        return folder.resolve("blobs/sha256").resolve(descriptor.digest().substring("sha256:".length()));
    }

    /** A manifest, index or configuration. */
    Doc document(Descriptor descriptor) throws IOException {
        Path file = blob(descriptor);
        if (Files.size(file) > Descriptor.LONGEST_DOCUMENT) {
            throw new IOException(file + " is too long for a manifest");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!Digests.of(bytes).equals(descriptor.digest())) {
            throw new IOException(file + " is damaged: its bytes have another digest than its name");
        }
        return Doc.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Keeps a document under its digest. */
    Descriptor add(JsonObject document, String mediaType) throws IOException {
        return add(document.toString().getBytes(StandardCharsets.UTF_8), mediaType);
    }

    Descriptor add(byte[] bytes, String mediaType) throws IOException {
        Descriptor descriptor = new Descriptor(mediaType, Digests.of(bytes), bytes.length);
        Files.write(blob(descriptor), bytes);
        return descriptor;
    }

    /** A file for bytes whose digest is not known yet. */
    Path fresh() {
        return folder.resolve("fresh-" + UUID.randomUUID());
    }

    Descriptor keep(Path fresh, String mediaType, String digest) throws IOException {
        Descriptor descriptor = new Descriptor(mediaType, digest, Files.size(fresh));
        Files.move(fresh, blob(descriptor), StandardCopyOption.REPLACE_EXISTING);
        return descriptor;
    }

    /** Takes what another layout has. */
    void copy(Descriptor descriptor, Layout from) throws IOException {
        Files.copy(from.blob(descriptor), blob(descriptor), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Says which manifest is the image, under which name. */
    void name(Descriptor manifest, String name) throws IOException {
        JsonObject entry = manifest.json();
        JsonObject annotations = new JsonObject();
        annotations.addProperty("org.opencontainers.image.ref.name", name);
        entry.add("annotations", annotations);
        JsonArray manifests = new JsonArray();
        manifests.add(entry);
        JsonObject index = new JsonObject();
        index.addProperty("schemaVersion", 2);
        index.addProperty("mediaType", Descriptor.INDEX);
        index.add("manifests", manifests);
        Files.writeString(folder.resolve("index.json"), index.toString());
    }

    /** What the index names. */
    Doc index() throws IOException {
        return Doc.parse(Files.readString(folder.resolve("index.json")));
    }

    /**
     * Writes all as one file, which {@code docker load} takes too: beside the layout is what it calls a manifest.
     *
     * @param name what the image is called there, with a tag
     */
    void writeTar(Path file, Descriptor manifest, String name) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                TarWriter tar = new TarWriter(out);
                Stream<Path> blobs = Files.list(folder.resolve("blobs/sha256"))) {
            tar.folder("blobs", TarWriter.PROGRAM);
            tar.folder("blobs/sha256", TarWriter.PROGRAM);
            for (Path blob : blobs.sorted().toList()) {
                tar.file("blobs/sha256/" + blob.getFileName(), blob, TarWriter.PLAIN);
            }
            tar.file("index.json", folder.resolve("index.json"), TarWriter.PLAIN);
            tar.file("manifest.json", dockers(manifest, name).getBytes(StandardCharsets.UTF_8), TarWriter.PLAIN);
            tar.file("oci-layout", VERSION.getBytes(StandardCharsets.UTF_8), TarWriter.PLAIN);
        }
    }

    private String dockers(Descriptor manifest, String name) throws IOException {
        Doc document = document(manifest);
        JsonArray layers = new JsonArray();
        document.docs("layers").forEach(layer -> layers.add(pathOf(layer)));
        JsonArray names = new JsonArray();
        names.add(name);
        JsonObject image = new JsonObject();
        image.addProperty("Config", pathOf(document.doc("config")));
        image.add("RepoTags", names);
        image.add("Layers", layers);
        JsonArray all = new JsonArray();
        all.add(image);
        return all.toString();
    }

    private static String pathOf(Doc descriptor) {
        return "blobs/" + Descriptor.of(descriptor).digest().replace(':', '/');
    }

    /** All that a manifest refers to: first its configuration, then its layers, the lowest first. */
    List<Descriptor> parts(Descriptor manifest) throws IOException {
        Doc document = document(manifest);
        List<Descriptor> parts = new ArrayList<>();
        parts.add(Descriptor.of(document.doc("config")));
        document.docs("layers").forEach(layer -> parts.add(Descriptor.of(layer)));
        return parts;
    }
}
