/** Settings as records: read from trees, with every fault told by its path, and described for people, both from the record. */
@NullMarked
package dev.sluice.core.settings;

import org.jspecify.annotations.NullMarked;
