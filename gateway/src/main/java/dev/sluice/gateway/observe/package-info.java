/** Seeing what the platform does: logs, access records, metrics, traces and health. It listens and never interferes. */
@NullMarked
package dev.sluice.gateway.observe;

import org.jspecify.annotations.NullMarked;
