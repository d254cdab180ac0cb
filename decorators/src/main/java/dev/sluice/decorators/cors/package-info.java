/** The decorator that lets pages of other origins call. */
@NullMarked
package dev.sluice.decorators.cors;

import org.jspecify.annotations.NullMarked;
