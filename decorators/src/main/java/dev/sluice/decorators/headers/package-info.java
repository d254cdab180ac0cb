/** {@code headers}: sets, adds and removes header fields. The example of a decorator that looks only at heads. */
@NullMarked
package dev.sluice.decorators.headers;

import org.jspecify.annotations.NullMarked;
