/** The logs of functions on disk. */
@NullMarked
package dev.sluice.gateway.observe.logs;

import org.jspecify.annotations.NullMarked;
