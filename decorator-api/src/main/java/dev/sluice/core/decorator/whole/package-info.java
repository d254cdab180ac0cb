/** Decorators that have the whole request before them and may wait: plain blocking code on a virtual thread. */
@NullMarked
package dev.sluice.core.decorator.whole;

import org.jspecify.annotations.NullMarked;
