@NullMarked
package dev.sluice.runner.program.process;

import org.jspecify.annotations.NullMarked;
