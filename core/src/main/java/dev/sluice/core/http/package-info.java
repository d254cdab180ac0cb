/** Values of header fields of HTTP. */
@NullMarked
package dev.sluice.core.http;

import org.jspecify.annotations.NullMarked;
