/** Which ends of calls count as failures, as settings say it. */
@NullMarked
package dev.sluice.decorators.failure;

import org.jspecify.annotations.NullMarked;
