/** Sources in Go: what of an upload they are, and how a program is made of them by the Go that is installed. */
@NullMarked
package dev.sluice.runner.program.golang;

import org.jspecify.annotations.NullMarked;
