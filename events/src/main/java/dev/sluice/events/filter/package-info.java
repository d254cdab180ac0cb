/** Filters: which events somebody wants, told in CEL or in the dialects of the CloudEvents Subscriptions API. */
@NullMarked
package dev.sluice.events.filter;

import org.jspecify.annotations.NullMarked;
