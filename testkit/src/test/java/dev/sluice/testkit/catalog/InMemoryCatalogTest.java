package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.InMemoryCatalog;

class InMemoryCatalogTest extends CatalogContract {

    @Override
    protected Catalog open() {
        return new InMemoryCatalog();
    }
}
