/** What is on the author's disk: folders and files that become functions, what builds them, and templates to begin with. */
@NullMarked
package dev.sluice.cli.project;

import org.jspecify.annotations.NullMarked;
