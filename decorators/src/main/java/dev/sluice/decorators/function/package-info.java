/** {@code function}: a deployed function around the calls of another one, in plain HTTP. */
@NullMarked
package dev.sluice.decorators.function;

import org.jspecify.annotations.NullMarked;
