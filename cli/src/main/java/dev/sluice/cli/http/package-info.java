/** A lean HTTP/1.1 client (RFC 9112): one call, one connection, bodies streamed both ways. */
@NullMarked
package dev.sluice.cli.http;

import org.jspecify.annotations.NullMarked;
