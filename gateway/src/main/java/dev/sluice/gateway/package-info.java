/** The gateway as a whole: its settings, and the one place where its parts are put together. */
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
