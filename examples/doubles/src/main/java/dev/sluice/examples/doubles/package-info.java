/** Stand-ins for a request and a context, with which the examples' tests call handlers. */
@NullMarked
package dev.sluice.examples.doubles;

import org.jspecify.annotations.NullMarked;
