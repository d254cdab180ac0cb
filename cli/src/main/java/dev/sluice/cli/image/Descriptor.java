package dev.sluice.cli.image;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import java.util.regex.Pattern;

/**
 * What the OCI's formats refer to each other by.
 *
 * @param mediaType of the bytes
 * @param digest {@code sha256:} and 64 digits in lower case
 * @param size in bytes
 */
record Descriptor(String mediaType, String digest, long size) {

    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /** The longest manifest, index or configuration that is read, as registries have it. */
    static final long LONGEST_DOCUMENT = 4L << 20;

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws IllegalArgumentException if it is none, which names a file otherwise that nobody meant */
    Descriptor {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("'" + digest + "' is no digest by SHA-256");
        }
    }

    static Descriptor of(Doc doc) {
        return new Descriptor(doc.text("mediaType"), doc.text("digest"), doc.count("size"));
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("mediaType", mediaType);
        json.addProperty("digest", digest);
        json.addProperty("size", size);
        return json;
    }
}
