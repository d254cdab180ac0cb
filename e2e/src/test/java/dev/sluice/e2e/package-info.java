/** The built platform, driven from outside: over HTTP, with signals, and through its command line. */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
