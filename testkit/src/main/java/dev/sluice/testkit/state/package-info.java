/** What every store of keyed state must do, and whether what was seen of one is linearizable. */
@NullMarked
package dev.sluice.testkit.state;

import org.jspecify.annotations.NullMarked;
