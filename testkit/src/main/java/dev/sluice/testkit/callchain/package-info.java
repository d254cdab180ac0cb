/** What stands in for the chains of calls that a gateway seals. */
@NullMarked
package dev.sluice.testkit.callchain;

import org.jspecify.annotations.NullMarked;
