/** Expressions, patterns and schemas whose cost a caller can raise: how they are compiled and evaluated. */
@NullMarked
package dev.sluice.decorators.evaluate;

import org.jspecify.annotations.NullMarked;
