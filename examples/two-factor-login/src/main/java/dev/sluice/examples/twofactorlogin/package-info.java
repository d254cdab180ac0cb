/** A login with a second factor, and a phone that is a web page. */
@NullMarked
package dev.sluice.examples.twofactorlogin;

import org.jspecify.annotations.NullMarked;
