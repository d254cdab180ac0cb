/** Uploaded code: what may be in it, what is found in it, and where it is kept. */
@NullMarked
package dev.sluice.gateway.artifact;

import org.jspecify.annotations.NullMarked;
