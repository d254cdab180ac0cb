@NullMarked
package dev.sluice.runner.command;

import org.jspecify.annotations.NullMarked;
