@NullMarked
package dev.sluice.decorators.cache;

import org.jspecify.annotations.NullMarked;
