/** A pool of processes that evaluate what decorators do not: started lazily, shared fairly, ended when they take too long. */
@NullMarked
package dev.sluice.gateway.evaluate;

import org.jspecify.annotations.NullMarked;
