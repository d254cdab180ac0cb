/** Where functions, their code and their secrets are kept: extension points, and in-memory implementations as their specification. */
@NullMarked
package dev.sluice.core.catalog;

import org.jspecify.annotations.NullMarked;
