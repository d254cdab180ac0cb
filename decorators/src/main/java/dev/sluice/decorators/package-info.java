/** The decorators that come with the platform; each lives in a package that is named like it. */
@NullMarked
package dev.sluice.decorators;

import org.jspecify.annotations.NullMarked;
