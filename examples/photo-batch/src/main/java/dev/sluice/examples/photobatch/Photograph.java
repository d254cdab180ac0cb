package dev.sluice.examples.photobatch;

import java.util.List;

/**
 * A photograph as an item.
 *
 * @param file what it is called
 * @param jpeg in base 64
 * @param plates where a licence plate is seen on it
 */
public record Photograph(String file, String jpeg, List<Box> plates) {

    /** A part of a picture, in pixels. */
    public record Box(int x, int y, int width, int height) {}
}
