@NullMarked
package dev.sluice.decorators.http;

import org.jspecify.annotations.NullMarked;
