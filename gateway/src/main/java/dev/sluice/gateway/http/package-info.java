/** The HTTP entry point: from a request to an invocation, and from its outcome to an answer or a problem. */
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
