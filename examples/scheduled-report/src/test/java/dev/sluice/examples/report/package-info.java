/** Tests of the example. */
@NullMarked
package dev.sluice.examples.report;

import org.jspecify.annotations.NullMarked;
