@NullMarked
package dev.sluice.decorators.cache.store;

import org.jspecify.annotations.NullMarked;
