/** From a handler's name to something that can be called: load, check, construct, start. */
@NullMarked
package dev.sluice.runner.function;

import org.jspecify.annotations.NullMarked;
