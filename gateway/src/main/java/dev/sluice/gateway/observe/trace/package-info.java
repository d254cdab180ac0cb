/** Traces of calls, exported in OpenTelemetry's protocol when there is somewhere to send them. */
@NullMarked
package dev.sluice.gateway.observe.trace;

import org.jspecify.annotations.NullMarked;
