/** Makes what authors of functions get by Maven, npm and pip: a program of the build, of which nothing is left at run time but its files. */
@NullMarked
package dev.sluice.packages;

import org.jspecify.annotations.NullMarked;
