/** What a function's class loader sees. */
@NullMarked
package dev.sluice.runner.loading;

import org.jspecify.annotations.NullMarked;
