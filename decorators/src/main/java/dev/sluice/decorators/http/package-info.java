/** Values of header fields that several decorators read. */
@NullMarked
package dev.sluice.decorators.http;

import org.jspecify.annotations.NullMarked;
