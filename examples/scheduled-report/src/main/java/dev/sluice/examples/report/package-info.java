/** An example that a schedule calls. */
@NullMarked
package dev.sluice.examples.report;

import org.jspecify.annotations.NullMarked;
