package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.testkit.catalog.Functions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that puts version after version of a few functions, which others do as well, and says each once it is kept. */
final class KilledCatalog {

    private static final int FUNCTIONS = 3;
    private static final int MOST = 100_000;

    private KilledCatalog() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        FunctionCatalog catalog = new FunctionCatalog(new DirectoryCatalog(Path.of(arguments[0]), FunctionKinds.ALL));
        for (int i = 0; i < MOST; i++) {
            String name = "f" + i % FUNCTIONS;
            var stored = catalog.get(new FunctionName(name));
            int number = stored.map(kept -> kept.history().nextNumber()).orElse(1);
            FunctionVersion version = Functions.version(name, number);
            Put put = catalog.put(
                    stored.map(kept -> kept.history().with(version, 3)).orElseGet(() -> FunctionHistory.first(version)),
                    stored.map(FunctionCatalog.Stored::revision).orElse(Revision.NONE));
            if (put instanceof Put.Done) {
                out.println(version.label());
            }
        }
    }
}
