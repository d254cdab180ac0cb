@NullMarked
package dev.sluice.runner.program;

import org.jspecify.annotations.NullMarked;
