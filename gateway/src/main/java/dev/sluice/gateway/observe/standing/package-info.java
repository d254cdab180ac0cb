/** How the gateway stands: whether it lives, whether it can serve calls, and if not why. */
@NullMarked
package dev.sluice.gateway.observe.standing;

import org.jspecify.annotations.NullMarked;
