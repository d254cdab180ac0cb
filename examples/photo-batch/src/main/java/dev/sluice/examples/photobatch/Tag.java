package dev.sluice.examples.photobatch;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Says of a photograph whether it was taken by day or by night, and whether there is a plate on it. */
public final class Tag implements Function<Photograph, Tag.Tagged> {

    /** Of 255, on average. */
    private static final double DARK = 80;

    /** What is known of a photograph. */
    public record Tagged(String file, String light, boolean car) {}

    @Override
    public Tagged apply(Photograph photograph) {
        try {
            BufferedImage pixel = Pictures.read(photograph.jpeg());
            while (pixel.getWidth() > 1) {
                pixel = Pictures.scaled(pixel, pixel.getWidth() / 2);
            }
            int rgb = pixel.getRGB(0, 0);
            double bright = ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3.0;
            return new Tagged(
                    photograph.file(),
                    bright < DARK ? "night" : "day",
                    !photograph.plates().isEmpty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
