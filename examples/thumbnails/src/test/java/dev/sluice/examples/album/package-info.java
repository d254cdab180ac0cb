/** Tests of the example. */
@NullMarked
package dev.sluice.examples.album;

import org.jspecify.annotations.NullMarked;
