/** The instances of all functions of this gateway: carries out what the policy in {@code core} decides. */
@NullMarked
package dev.sluice.gateway.pool;

import org.jspecify.annotations.NullMarked;
