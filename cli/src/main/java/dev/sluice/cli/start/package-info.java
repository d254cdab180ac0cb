/** Starting the gateway: its settings, the checks before it, and when it is ready. */
@NullMarked
package dev.sluice.cli.start;

import org.jspecify.annotations.NullMarked;
