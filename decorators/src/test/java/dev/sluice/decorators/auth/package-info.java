@NullMarked
package dev.sluice.decorators.auth;

import org.jspecify.annotations.NullMarked;
