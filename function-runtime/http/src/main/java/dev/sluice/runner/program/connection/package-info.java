/** HTTP/1.1 to the program, over connections that are kept (RFC 9112). */
@NullMarked
package dev.sluice.runner.program.connection;

import org.jspecify.annotations.NullMarked;
