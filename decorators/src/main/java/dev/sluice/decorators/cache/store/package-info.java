/** Where answers are kept, in the memory of one process. */
@NullMarked
package dev.sluice.decorators.cache.store;

import org.jspecify.annotations.NullMarked;
