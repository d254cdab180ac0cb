/** What is known of each user's second factor, and how it is sealed, kept and changed. */
@NullMarked
package dev.sluice.decorators.twofactor.account;

import org.jspecify.annotations.NullMarked;
