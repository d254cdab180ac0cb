/** Functions as their users declare them: names, specs, limits and immutable versions. */
@NullMarked
package dev.sluice.core.function;

import org.jspecify.annotations.NullMarked;
