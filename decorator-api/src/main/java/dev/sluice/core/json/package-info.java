/** JSON (RFC 8259), as far as the platform writes it itself. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
