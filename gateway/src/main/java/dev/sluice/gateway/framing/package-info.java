/** Keeps HTTP/1 requests out whose end another implementation could see elsewhere, on every server of this JVM. */
@NullMarked
package dev.sluice.gateway.framing;

import org.jspecify.annotations.NullMarked;
