package dev.sluice.examples.thumbnail;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Makes pictures smaller, keeping their proportions. */
final class Scaler {

    private Scaler() {}

    /** Halves until one bilinear step is left, because a single larger one would skip pixels. */
    static BufferedImage toWidth(BufferedImage image, int wantedWidth) {
        int width = Math.min(wantedWidth, image.getWidth());
        BufferedImage current = image;
        while (current.getWidth() > 2 * width) {
            current = draw(current, current.getWidth() / 2, Math.max(1, current.getHeight() / 2));
        }
        int height = Math.max(1, Math.round((float) image.getHeight() * width / image.getWidth()));
        return draw(current, width, height);
    }

    private static BufferedImage draw(BufferedImage source, int width, int height) {
        BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(source, 0, 0, width, height, null);
        graphics.dispose();
        return target;
    }
}
