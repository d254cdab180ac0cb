/** Small JVMs of the platform's own, beside the gateway. */
@NullMarked
package dev.sluice.gateway.jvm;

import org.jspecify.annotations.NullMarked;
