package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image that somebody else made, as a base.
 *
 * @param name how its user named it
 */
record NamedBase(Layout from, String name) {

    private static final String DOCKERS_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /** Takes over its layers. */
    Base in(Layout layout) throws IOException {
        Descriptor manifest = manifest(from, from.index());
        List<Descriptor> parts = from.parts(manifest);
        Doc config = from.document(parts.getFirst());
        List<String> unpacked = config.doc("rootfs").texts("diff_ids");
        List<Descriptor> packed = parts.subList(1, parts.size());
        if (!config.text("architecture").equals(FunctionImage.architecture()) || unpacked.size() != packed.size()) {
            throw unfit("is for " + config.text("os") + "/" + config.text("architecture") + " and not for linux/"
                    + FunctionImage.architecture());
        }
        Map<String, String> environment = environment(config.doc("config").texts("Env"));
        if (!environment.containsKey("JAVA_HOME")) {
            throw unfit("sets no JAVA_HOME: it must have a JDK "
                    + Runtime.version().feature() + ", a shell, and the interpreter of the function's language");
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < packed.size(); i++) {
            Descriptor layer = packed.get(i);
            String type = layer.mediaType().equals(DOCKERS_LAYER) ? Descriptor.LAYER : layer.mediaType();
            layout.copy(layer, from);
            layers.add(new Layer(new Descriptor(type, layer.digest(), layer.size()), unpacked.get(i)));
        }
        return new Base(layers, environment, name + " " + manifest.digest());
    }

    private CommandException unfit(String why) {
        return CommandException.machine("The base " + name + " " + why + ".");
    }

    private static Map<String, String> environment(List<String> lines) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return environment;
    }

    /** The manifest for this machine's processor, through indexes of several. */
    private Descriptor manifest(Layout layout, Doc index) throws IOException {
        List<Doc> all = index.docs("manifests");
        Doc chosen = all.stream()
                .filter(NamedBase::isForHere)
                .findFirst()
                .orElseThrow(() -> unfit("has no image for linux/" + FunctionImage.architecture()));
        Descriptor descriptor = Descriptor.of(chosen);
        boolean isIndex = layout.document(descriptor).has("manifests");
        return isIndex ? manifest(layout, layout.document(descriptor)) : descriptor;
    }

    /** Whether an entry of an index is for this machine, or does not say what it is for. */
    static boolean isForHere(Doc entry) {
        Doc platform = entry.doc("platform");
        return platform.json().isEmpty()
                || (platform.text("os").equals("linux")
                        && platform.text("architecture").equals(FunctionImage.architecture()));
    }
}
