/** What every catalog, artifact store and secret store must do. */
@NullMarked
package dev.sluice.testkit.catalog;

import org.jspecify.annotations.NullMarked;
