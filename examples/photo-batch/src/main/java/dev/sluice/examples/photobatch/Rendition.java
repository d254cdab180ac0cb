package dev.sluice.examples.photobatch;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Makes a photograph as wide as the variable {@code WIDTH} of its environment says. */
public final class Rendition implements Handler<Photograph, Rendition.Made> {

    /** A photograph of one size; the JPEG is in base 64. */
    public record Made(String file, int width, int height, String jpeg) {}

    @Override
    public Made handle(Photograph photograph, Context context) throws IOException {
        int width = Integer.parseInt(context.environment().getOrDefault("WIDTH", "80"));
        BufferedImage made = Pictures.scaled(Pictures.read(photograph.jpeg()), width);
        return new Made(photograph.file(), made.getWidth(), made.getHeight(), Pictures.written(made));
    }
}
