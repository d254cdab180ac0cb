/** State in few bytes: numbers and texts one after the other. */
@NullMarked
package dev.sluice.pipelines.packed;

import org.jspecify.annotations.NullMarked;
