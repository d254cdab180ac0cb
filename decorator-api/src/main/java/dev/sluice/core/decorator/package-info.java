/** What may stand around a function: kinds of decorators, what they are made with, and what they tell. */
@NullMarked
package dev.sluice.core.decorator;

import org.jspecify.annotations.NullMarked;
