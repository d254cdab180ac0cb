@NullMarked
package dev.sluice.decorators.twofactor.code;

import org.jspecify.annotations.NullMarked;
