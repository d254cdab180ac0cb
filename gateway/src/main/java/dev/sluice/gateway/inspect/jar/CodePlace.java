package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.UploadRefusedException;
import java.util.Optional;
import java.util.Set;

/** One place with classes: their internal names, as in {@code demo/Hello}, and the bytes of each. */
record CodePlace(Set<String> names, Content content) {

    /** Reads a class's bytes; empty if there is none of this name. */
    @FunctionalInterface
    interface Content {
        Optional<byte[]> of(String name) throws UploadRefusedException;
    }

    CodePlace {
        names = Set.copyOf(names);
    }
}
