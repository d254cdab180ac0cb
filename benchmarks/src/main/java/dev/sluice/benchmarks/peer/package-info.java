/** What Sluice is measured against. */
@NullMarked
package dev.sluice.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
