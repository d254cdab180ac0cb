/** Requests as functions see them, and answers as HTTP allows them. */
@NullMarked
package dev.sluice.runner.http;

import org.jspecify.annotations.NullMarked;
