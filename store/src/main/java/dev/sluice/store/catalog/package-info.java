/** Resources and secrets kept as files that a person can read. */
@NullMarked
package dev.sluice.store.catalog;

import org.jspecify.annotations.NullMarked;
