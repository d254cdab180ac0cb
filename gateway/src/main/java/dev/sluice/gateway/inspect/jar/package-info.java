/** Looks into jars, wars and zips of Java code: their layout, their classes, and the handler among them. */
@NullMarked
package dev.sluice.gateway.inspect.jar;

import org.jspecify.annotations.NullMarked;
