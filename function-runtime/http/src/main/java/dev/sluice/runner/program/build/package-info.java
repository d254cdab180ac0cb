/** The program {@code build} of this runtime. */
@NullMarked
package dev.sluice.runner.program.build;

import org.jspecify.annotations.NullMarked;
