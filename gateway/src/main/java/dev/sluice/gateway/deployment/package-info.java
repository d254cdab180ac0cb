/** Deployments as resources: started, watched, listed, and waited for when the gateway ends. */
@NullMarked
package dev.sluice.gateway.deployment;

import org.jspecify.annotations.NullMarked;
