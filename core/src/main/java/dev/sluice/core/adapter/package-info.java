/** Adapters as people write them in the spec of a function: what is read of what an instance and its sidecars print. */
@NullMarked
package dev.sluice.core.adapter;

import org.jspecify.annotations.NullMarked;
