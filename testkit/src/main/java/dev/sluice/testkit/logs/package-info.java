/** What every store of function logs must do, and one in memory that does it. */
@NullMarked
package dev.sluice.testkit.logs;

import org.jspecify.annotations.NullMarked;
