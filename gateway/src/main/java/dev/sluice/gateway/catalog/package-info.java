/** Resources and secrets kept as files that a person can read. */
@NullMarked
package dev.sluice.gateway.catalog;

import org.jspecify.annotations.NullMarked;
