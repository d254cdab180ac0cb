/** Makes jars of Maven projects, and of source files that ask for libraries, in a process of its own for each. */
@NullMarked
package dev.sluice.runner.project;

import org.jspecify.annotations.NullMarked;
