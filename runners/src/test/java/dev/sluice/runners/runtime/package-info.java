@NullMarked
package dev.sluice.runners.runtime;

import org.jspecify.annotations.NullMarked;
