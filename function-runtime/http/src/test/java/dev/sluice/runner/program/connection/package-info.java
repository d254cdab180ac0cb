@NullMarked
package dev.sluice.runner.program.connection;

import org.jspecify.annotations.NullMarked;
