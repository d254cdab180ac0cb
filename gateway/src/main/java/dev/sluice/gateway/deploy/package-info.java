/** How code becomes the live version of a function, and how it goes away again. */
@NullMarked
package dev.sluice.gateway.deploy;

import org.jspecify.annotations.NullMarked;
