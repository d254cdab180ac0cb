/** Keys that are parked: an item of theirs has failed for good, and all behind it wait in its order until somebody has them go on. */
@NullMarked
package dev.sluice.pipelines.parked;

import org.jspecify.annotations.NullMarked;
