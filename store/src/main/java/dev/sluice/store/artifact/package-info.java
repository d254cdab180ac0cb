/** Code in a folder, under its digest. */
@NullMarked
package dev.sluice.store.artifact;

import org.jspecify.annotations.NullMarked;
