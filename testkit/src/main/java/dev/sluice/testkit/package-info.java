/** Contract suites and hand-written doubles for every extension point of {@code core}. */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
