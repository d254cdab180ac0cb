@NullMarked
package dev.sluice.decorators.twofactor.condition;

import org.jspecify.annotations.NullMarked;
