package dev.sluice.cli.image;

/**
 * A layer as it lies in a layout.
 *
 * @param packed what it is pushed as
 * @param diffId the digest of what it unpacks to
 */
record Layer(Descriptor packed, String diffId) {}
