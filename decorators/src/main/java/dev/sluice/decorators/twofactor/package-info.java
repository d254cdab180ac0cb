/** The decorator that asks for a second factor: docs/two-factor.md tells the flow. */
@NullMarked
package dev.sluice.decorators.twofactor;

import org.jspecify.annotations.NullMarked;
