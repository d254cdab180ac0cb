/** A JPEG in, a small PNG out. */
@NullMarked
package dev.sluice.examples.thumbnail;

import org.jspecify.annotations.NullMarked;
