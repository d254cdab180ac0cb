@NullMarked
package dev.sluice.decorators.cors;

import org.jspecify.annotations.NullMarked;
