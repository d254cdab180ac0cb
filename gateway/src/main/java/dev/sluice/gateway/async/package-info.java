/** Calls that are accepted now and run later: how they come in, and who may read what became of them. */
@NullMarked
package dev.sluice.gateway.async;

import org.jspecify.annotations.NullMarked;
