/** Decorators that an operator puts into a folder as jars. */
@NullMarked
package dev.sluice.gateway.decorate.jar;

import org.jspecify.annotations.NullMarked;
