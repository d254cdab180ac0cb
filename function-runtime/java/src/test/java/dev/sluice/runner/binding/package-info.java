/** What becomes of JSON, and what becomes JSON. */
@NullMarked
package dev.sluice.runner.binding;

import org.jspecify.annotations.NullMarked;
