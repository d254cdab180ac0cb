/** Tests of the example. */
@NullMarked
package dev.sluice.examples.desk;

import org.jspecify.annotations.NullMarked;
