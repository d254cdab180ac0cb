/** Events as functions see them, and what functions say of them. */
@NullMarked
package dev.sluice.runner.event;

import org.jspecify.annotations.NullMarked;
