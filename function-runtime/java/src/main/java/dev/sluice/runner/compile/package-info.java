/** Makes jars of single source files, in a process of its own that stays warm. */
@NullMarked
package dev.sluice.runner.compile;

import org.jspecify.annotations.NullMarked;
