package dev.sluice.testkit.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.InMemoryCatalog;

class InMemoryCatalogTest extends CatalogContract {

    private final InMemoryCatalog catalog = new InMemoryCatalog();

    @Override
    protected Catalog open() {
        return catalog;
    }

    @Override
    protected Catalog openAgain() {
        return catalog;
    }
}
