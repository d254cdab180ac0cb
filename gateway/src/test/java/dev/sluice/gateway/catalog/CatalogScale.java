package dev.sluice.gateway.catalog;

import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("function-" + i + ".yaml");
            if (!Files.exists(file)) {
                // Written without waiting for the disk: what is measured is the reading.
                FunctionHistory history = FunctionHistory.first(version(i, 1)).with(version(i, 2), 20);
                Files.write(
                        file, FunctionDocument.write(history, new Revision("2")).getBytes(StandardCharsets.UTF_8));
            }
        }
        long before = used();
        long start = System.nanoTime();
        DirectoryCatalog catalog = new DirectoryCatalog(folder);
        long millis = (System.nanoTime() - start) / 1_000_000;
        long bytes = used() - before;
        System.out.printf(
                "%,d functions on %d cores: loaded in %,d ms, %,d bytes of heap each%n",
                count, Runtime.getRuntime().availableProcessors(), millis, bytes / count);
        start = System.nanoTime();
        boolean referred = catalog.refersTo(Functions.digest("nothing"));
        System.out.printf("refersTo (%s) took %,d us%n", referred, (System.nanoTime() - start) / 1_000);
        System.out.println("last: " + catalog.live("", count).getLast().label());
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
