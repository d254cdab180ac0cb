/** What a Java function compiles against: handlers, their context, and HTTP requests and responses. */
@NullMarked
package dev.sluice.function;

import org.jspecify.annotations.NullMarked;
