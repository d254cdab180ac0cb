package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.testkit.catalog.CatalogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCatalogContractTest extends CatalogContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    protected Catalog open() {
        return openAgain();
    }

    @Override
    protected Catalog openAgain() {
        return new DirectoryCatalog(folder, FunctionKinds.ALL);
    }
}
