@NullMarked
package dev.sluice.decorators.validate;

import org.jspecify.annotations.NullMarked;
