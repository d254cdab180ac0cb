@NullMarked
package dev.sluice.decorators.evaluate;

import org.jspecify.annotations.NullMarked;
