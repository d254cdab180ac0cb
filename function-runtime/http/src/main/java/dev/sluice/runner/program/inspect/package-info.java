/** The runtime's program that looks into uploads. */
@NullMarked
package dev.sluice.runner.program.inspect;

import org.jspecify.annotations.NullMarked;
