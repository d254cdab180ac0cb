/** How decorators stand one around the other. */
@NullMarked
package dev.sluice.core.decorator.chain;

import org.jspecify.annotations.NullMarked;
