/** Who asks for locks, at random, and whether what he saw can be explained by one lock. */
@NullMarked
package dev.sluice.testkit.ownership;

import org.jspecify.annotations.NullMarked;
