/** {@code defaults}: fills in what a JSON body leaves out. The example of a decorator that needs the whole request. */
@NullMarked
package dev.sluice.decorators.defaults;

import org.jspecify.annotations.NullMarked;
