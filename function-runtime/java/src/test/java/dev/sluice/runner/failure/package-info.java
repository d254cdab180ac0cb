/** Errors as authors read them. */
@NullMarked
package dev.sluice.runner.failure;

import org.jspecify.annotations.NullMarked;
