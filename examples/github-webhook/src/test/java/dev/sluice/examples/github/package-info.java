/** Tests of the example. */
@NullMarked
package dev.sluice.examples.github;

import org.jspecify.annotations.NullMarked;
