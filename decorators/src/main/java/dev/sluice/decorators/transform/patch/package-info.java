/** JSON Patch (RFC 6902) and JSON Pointer (RFC 6901) on Jackson's tree, exact and bounded. */
@NullMarked
package dev.sluice.decorators.transform.patch;

import org.jspecify.annotations.NullMarked;
