/** The Java runner's entry point. */
@NullMarked
package dev.sluice.runner;

import org.jspecify.annotations.NullMarked;
