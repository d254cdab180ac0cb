/** One line of JSON for each call. */
@NullMarked
package dev.sluice.gateway.observe.access;

import org.jspecify.annotations.NullMarked;
