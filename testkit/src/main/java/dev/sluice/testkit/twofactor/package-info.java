/** The contract of stores for a second factor. */
@NullMarked
package dev.sluice.testkit.twofactor;

import org.jspecify.annotations.NullMarked;
