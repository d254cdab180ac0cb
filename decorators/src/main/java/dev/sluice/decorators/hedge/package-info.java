/** {@code hedge}: a second call where the first is slow; the first good answer is taken. */
@NullMarked
package dev.sluice.decorators.hedge;

import org.jspecify.annotations.NullMarked;
