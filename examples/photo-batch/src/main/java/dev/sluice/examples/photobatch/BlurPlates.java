package dev.sluice.examples.photobatch;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Makes the plates of a photograph unreadable: each becomes the few pixels that are left of it when it is made tiny. */
public final class BlurPlates implements Function<Photograph, Photograph> {

    /** Of width, which is too few for a letter. */
    private static final int LEFT = 3;

    @Override
    public Photograph apply(Photograph photograph) {
        try {
            BufferedImage picture = Pictures.read(photograph.jpeg());
            photograph.plates().forEach(plate -> blur(picture, plate));
            return new Photograph(photograph.file(), Pictures.written(picture), photograph.plates());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void blur(BufferedImage picture, Photograph.Box plate) {
        BufferedImage part = picture.getSubimage(plate.x(), plate.y(), plate.width(), plate.height());
        BufferedImage smaller = part;
        while (smaller.getWidth() > 2 * LEFT) {
            smaller = Pictures.scaled(smaller, smaller.getWidth() / 2);
        }
        Graphics2D graphics = picture.createGraphics();
        graphics.drawImage(
                Pictures.scaled(smaller, plate.width()), plate.x(), plate.y(), plate.width(), plate.height(), null);
        graphics.dispose();
    }
}
