/** Programs that run beside instances: how they are found, started, asked for their health, started again and ended. */
@NullMarked
package dev.sluice.runners.sidecar;

import org.jspecify.annotations.NullMarked;
