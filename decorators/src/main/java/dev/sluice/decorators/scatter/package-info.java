/** {@code scatter}: one call becomes several at once, and their answers one. */
@NullMarked
package dev.sluice.decorators.scatter;

import org.jspecify.annotations.NullMarked;
