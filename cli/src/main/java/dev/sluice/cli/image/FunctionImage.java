package dev.sluice.cli.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.folder.TarWriter;
import dev.sluice.cli.start.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The image of one function: a base, the gateway with the runner of its language, and a home with this function alone. Whoever runs it
 * calls the function at {@code $PORT}.
 */
final class FunctionImage {

    /** When everything was made, so that it is the same whenever it is made. */
    private static final String THE_BEGINNING = "1970-01-01T00:00:00Z";

    /** A user who owns nothing. */
    private static final String NOBODY = "65532:65532";

    /** What a runtime prepares once for a machine would be prepared at each start of a container, where its first call waits. */
    private static final String NOT_RUN = "prepare";

    private FunctionImage() {}

    /** Which processor the base is for, in the words of the OCI. */
    static String architecture() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }

    /**
     * Makes it in {@code layout}.
     *
     * @param code the layer of the function
     */
    static Descriptor make(StoredFunction function, LayerFiles code, Base base, Checkout checkout, Layout layout)
            throws IOException {
        List<Layer> layers = new ArrayList<>(base.layers());
        layers.add(runner(function.runtime(), checkout).packInto(layout));
        layers.add(code.packInto(layout));
        JsonObject config = config(function, base, layers);
        JsonArray packed = new JsonArray();
        layers.forEach(layer -> packed.add(layer.packed().json()));
        JsonObject manifest = new JsonObject();
        manifest.addProperty("schemaVersion", 2);
        manifest.addProperty("mediaType", Descriptor.MANIFEST);
        manifest.add("config", layout.add(config, Descriptor.CONFIG).json());
        manifest.add("layers", packed);
        return layout.add(manifest, Descriptor.MANIFEST);
    }

    private static LayerFiles runner(String runtime, Checkout checkout) throws IOException {
        String language = Interpreter.language(runtime);
        return new LayerFiles()
                .text(
                        "opt/sluice/start",
                        new String(OwnBase.resource("start"), StandardCharsets.UTF_8),
                        TarWriter.PROGRAM)
                .tree("opt/sluice/gateway", checkout.application())
                .tree("opt/sluice/runtimes/" + language, checkout.runtimeOf(language), name -> !name.equals(NOT_RUN));
    }

    private static JsonObject config(StoredFunction function, Base base, List<Layer> layers) {
        Map<String, String> variables = new LinkedHashMap<>(base.environment());
        variables.put("SLUICE_ROOT_FUNCTION", function.fullName());
        JsonArray environment = new JsonArray();
        variables.forEach((name, value) -> environment.add(name + "=" + value));
        JsonArray entryPoint = new JsonArray();
        entryPoint.add("/opt/sluice/start");
        JsonObject ports = new JsonObject();
        ports.add("8080/tcp", new JsonObject());
        JsonObject labels = new JsonObject();
        labels.addProperty("org.opencontainers.image.title", function.name());
        labels.addProperty("org.opencontainers.image.version", function.version());
        labels.addProperty("dev.sluice.runtime", function.runtime());
        labels.addProperty("dev.sluice.base", base.versions());
        JsonObject process = new JsonObject();
        process.addProperty("User", NOBODY);
        process.add("ExposedPorts", ports);
        process.add("Env", environment);
        process.add("Entrypoint", entryPoint);
        process.addProperty("WorkingDir", "/tmp");
        process.add("Labels", labels);
        JsonArray unpacked = new JsonArray();
        layers.forEach(layer -> unpacked.add(layer.diffId()));
        JsonObject files = new JsonObject();
        files.addProperty("type", "layers");
        files.add("diff_ids", unpacked);
        JsonObject config = new JsonObject();
        config.addProperty("created", THE_BEGINNING);
        config.addProperty("architecture", architecture());
        config.addProperty("os", "linux");
        config.add("config", process);
        config.add("rootfs", files);
        return config;
    }
}
