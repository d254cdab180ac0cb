/** How the gateway stands, as answers under {@code /health}: thin, for whoever runs the gateway asks often. */
@NullMarked
package dev.sluice.gateway.observe.health;

import org.jspecify.annotations.NullMarked;
