/** Who calls, for decorators that treat callers differently: by address, by who they are, by what they send. */
@NullMarked
package dev.sluice.decorators.caller;

import org.jspecify.annotations.NullMarked;
