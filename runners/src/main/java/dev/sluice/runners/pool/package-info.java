/** The instances of all functions of this gateway: carries out what the policy in {@code core} decides. */
@NullMarked
package dev.sluice.runners.pool;

import org.jspecify.annotations.NullMarked;
