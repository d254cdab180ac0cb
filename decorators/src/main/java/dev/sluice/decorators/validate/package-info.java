/** The decorator that holds requests to JSON Schemas. */
@NullMarked
package dev.sluice.decorators.validate;

import org.jspecify.annotations.NullMarked;
