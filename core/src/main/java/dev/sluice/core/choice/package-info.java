/** Choosing one of several by weight and by key. */
@NullMarked
package dev.sluice.core.choice;

import org.jspecify.annotations.NullMarked;
