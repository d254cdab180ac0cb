/** JSON to and from the types of functions, with sentences for people where the two do not fit. */
@NullMarked
package dev.sluice.runner.binding;

import org.jspecify.annotations.NullMarked;
