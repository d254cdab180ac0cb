/** The author's program as a child of this process: its file, its start, what it prints, where it listens, its end. */
@NullMarked
package dev.sluice.runner.program.process;

import org.jspecify.annotations.NullMarked;
