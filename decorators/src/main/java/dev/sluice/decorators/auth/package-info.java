/** The decorator that finds out who calls, and turns away who may not. */
@NullMarked
package dev.sluice.decorators.auth;

import org.jspecify.annotations.NullMarked;
