/** JSON bodies as trees. */
@NullMarked
package dev.sluice.decorators.json;

import org.jspecify.annotations.NullMarked;
