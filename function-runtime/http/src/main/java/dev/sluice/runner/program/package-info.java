/** The runner of programs that listen: it starts the program, and passes calls on to it by HTTP. */
@NullMarked
package dev.sluice.runner.program;

import org.jspecify.annotations.NullMarked;
