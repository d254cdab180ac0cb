/** The process that evaluates, and what it speaks with the gateway over its standard input and output. */
@NullMarked
package dev.sluice.decorators.evaluate.process;

import org.jspecify.annotations.NullMarked;
