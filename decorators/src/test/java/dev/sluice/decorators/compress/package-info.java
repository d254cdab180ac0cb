@NullMarked
package dev.sluice.decorators.compress;

import org.jspecify.annotations.NullMarked;
