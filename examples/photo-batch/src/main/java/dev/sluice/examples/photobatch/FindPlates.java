package dev.sluice.examples.photobatch;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** Stands in for a detector of licence plates: it takes whatever is as yellow as one for a plate, and all of it for one. */
public final class FindPlates implements Function<Photograph, Photograph> {

    @Override
    public Photograph apply(Photograph photograph) {
        try {
            return new Photograph(photograph.file(), photograph.jpeg(), plates(Pictures.read(photograph.jpeg())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Photograph.Box> plates(BufferedImage picture) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if (isYellow(picture.getRGB(x, y))) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return right < 0 ? List.of() : List.of(new Photograph.Box(left, top, right - left + 1, bottom - top + 1));
    }

    static boolean isYellow(int rgb) {
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        return red > 170 && green > 130 && blue < 90;
    }
}
