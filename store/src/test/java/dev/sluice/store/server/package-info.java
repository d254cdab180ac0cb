/** Servers of this machine that stores are tested against. */
@NullMarked
package dev.sluice.store.server;

import org.jspecify.annotations.NullMarked;
