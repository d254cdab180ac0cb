/** What calls and instances of a function cost by a table of prices, and whether its keep-alive fits how it is called. */
@NullMarked
package dev.sluice.core.cost;

import org.jspecify.annotations.NullMarked;
