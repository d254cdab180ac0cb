/** What is told of a call when it is over. */
@NullMarked
package dev.sluice.gateway.observe.calls;

import org.jspecify.annotations.NullMarked;
