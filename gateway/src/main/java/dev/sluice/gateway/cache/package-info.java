/** The processes of sharded caches, as this gateway starts and watches them. */
@NullMarked
package dev.sluice.gateway.cache;

import org.jspecify.annotations.NullMarked;
