/** Documents in YAML and JSON as plain trees, read with care because strangers write them. */
@NullMarked
package dev.sluice.store.document;

import org.jspecify.annotations.NullMarked;
