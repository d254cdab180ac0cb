package dev.sluice.store.catalog;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.FunctionStatus;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reports how long a catalog of many functions takes to load and how much heap an idle function takes: the first argument
 * is a folder, the second how many functions (100,000 unless told). Every tenth function has an environment of its own.
 */
public final class CatalogScale {

    private CatalogScale() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path functions = Files.createDirectories(folder.resolve("functions/default"));
        ResourceText<FunctionSpec, FunctionStatus> text = new ResourceText<>(FunctionKinds.FUNCTION);
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        for (int i = 0; i < count; i++) {
            Path file = functions.resolve("function-" + i + ".yaml");
            if (!Files.exists(file)) {
                // Written without waiting for the disk: what is measured is the reading.
                Files.writeString(file, text.write(function(i)));
            }
        }
        long before = used();
        long start = System.nanoTime();
        FunctionCatalog catalog = new FunctionCatalog(new DirectoryCatalog(folder, FunctionKinds.ALL));
        long millis = (System.nanoTime() - start) / 1_000_000;
        long bytes = used() - before;
        System.out.printf(
                "%,d functions on %d cores: loaded in %,d ms, %,d bytes of heap each%n",
                count, Runtime.getRuntime().availableProcessors(), millis, bytes / count);
        start = System.nanoTime();
        boolean referred = catalog.refersTo(Functions.digest("nothing"));
        System.out.printf("refersTo (%s) took %,d us%n", referred, (System.nanoTime() - start) / 1_000);
        System.out.println(
                "last: " + catalog.live(Namespace.DEFAULT, "", count).getLast().label());
    }

    /** One with two versions, of which the older would be a file of its own. */
    private static Resource<FunctionSpec, FunctionStatus> function(int i) {
        InMemoryCatalog memory = new InMemoryCatalog();
        new FunctionCatalog(memory).put(FunctionHistory.first(version(i, 1)).with(version(i, 2), 20), Revision.NONE);
        return memory.get(FunctionKinds.FUNCTION.named("function-" + i)).orElseThrow();
    }

    private static FunctionVersion version(int i, int number) {
        FunctionVersion plain = Functions.version("function-" + i, number);
        FunctionSpec spec =
                i % 10 == 0 ? Functions.spec(Map.of("NAME", "function " + i, "MODE", "x"), Map.of()) : plain.spec();
        return new FunctionVersion(plain.function(), number, plain.artifact(), spec, plain.createdAt());
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
