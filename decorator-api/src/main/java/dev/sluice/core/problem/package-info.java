/** Errors as callers are told them: problem details for HTTP APIs (RFC 9457), and the JSON that carries them. */
@NullMarked
package dev.sluice.core.problem;

import org.jspecify.annotations.NullMarked;
