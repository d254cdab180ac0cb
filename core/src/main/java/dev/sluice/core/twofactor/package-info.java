/** Where a second factor keeps what it knows: an extension point. */
@NullMarked
package dev.sluice.core.twofactor;

import org.jspecify.annotations.NullMarked;
