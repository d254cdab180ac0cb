/** What the git of this machine knows and gets. */
@NullMarked
package dev.sluice.cli.git;

import org.jspecify.annotations.NullMarked;
