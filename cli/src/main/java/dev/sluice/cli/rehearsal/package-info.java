/** What is done once after a build so that the command starts fast. */
@NullMarked
package dev.sluice.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
