@NullMarked
package dev.sluice.runner.program.golang;

import org.jspecify.annotations.NullMarked;
