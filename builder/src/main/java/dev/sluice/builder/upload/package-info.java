/** What is sent as code: archives, and why some are refused. */
@NullMarked
package dev.sluice.builder.upload;

import org.jspecify.annotations.NullMarked;
