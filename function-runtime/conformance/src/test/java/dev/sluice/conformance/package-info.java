/** What the runners of every runtime have in common, as tests. */
@NullMarked
package dev.sluice.conformance;

import org.jspecify.annotations.NullMarked;
