package dev.sluice.examples.thumbnail;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;

/**
 * Paints mountains at dusk above a lake, with the grain of film, as a JPEG of a camera's size and quality. The same
 * bytes each time. Run as {@code java Landscape.java FILE}; does nothing if the file exists.
 */
public final class Landscape {

    private static final int WIDTH = 2400;
    private static final int HEIGHT = 1600;
    private static final int SHORE = 1180;
    private static final double[] DUSK_TOP = {38, 52, 96};
    private static final double[] DUSK_LOW = {250, 178, 120};
    private static final double[] SUN = {255, 240, 205};
    private static final double[] NEAR = {16, 26, 28};
    private static final int RIDGES = 4;

    private final SplittableRandom random = new SplittableRandom(1869);
    private final double[][] ridges = new double[RIDGES][];

    private Landscape() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        if (!Files.exists(file)) {
            System.setProperty("java.awt.headless", "true");
            Path parent = file.toAbsolutePath().getParent();
            Path part = Files.createTempFile(Files.createDirectories(parent), "landscape", ".jpg");
            write(new Landscape().paint(), part);
            Files.move(part, file);
        }
    }

    private BufferedImage paint() {
        for (int i = 0; i < RIDGES; i++) {
            ridges[i] = ridge(620 + 130.0 * i, 330 - 50.0 * i);
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, rgb(y < SHORE ? land(x, y) : lake(x, y)));
            }
        }
        return image;
    }

    /** A line of peaks by midpoint displacement: each half of a slope is bent half as far as the whole. */
    private double[] ridge(double level, double height) {
        int points = 4096;
        double[] line = new double[points + 1];
        line[0] = line[points] = level;
        for (int span = points; span > 1; span /= 2, height *= 0.54) {
            for (int left = 0; left < points; left += span) {
                double middle = (line[left] + line[left + span]) / 2;
                line[left + span / 2] = middle + random.nextDouble(-height, height);
            }
        }
        return line;
    }

    private double[] land(int x, int y) {
        for (int i = RIDGES - 1; i >= 0; i--) {
            double below = y - ridges[i][x];
            if (below >= 0) {
                double nearness = (i + 1.0) / RIDGES;
                double mist = Math.exp(-below / 420) * 0.25 + 0.05;
                return mix(mix(haze(x, y), NEAR, 0.25 + 0.7 * nearness), DUSK_LOW, mist * (1 - nearness));
            }
        }
        return sky(x, y);
    }

    private static double[] sky(int x, int y) {
        double disc = Math.clamp(47 - fromSun(x, y), 0, 1);
        return mix(haze(x, y), SUN, Math.exp(-fromSun(x, y) / 260) * 0.9 + disc);
    }

    private static double[] haze(int x, int y) {
        double[] dusk = mix(DUSK_TOP, DUSK_LOW, Math.pow(Math.min(1, y / 900.0), 1.4));
        return mix(dusk, SUN, Math.exp(-fromSun(x, y) / 420) * 0.45);
    }

    private static double fromSun(int x, int y) {
        return Math.hypot(x - 1640, y - 500);
    }

    /** The land upside down, broken by ripples that grow towards the viewer. */
    private double[] lake(int x, int y) {
        int depth = y - SHORE;
        double ripple = Math.sin(depth * 0.35 + Math.sin(x * 0.011) * 3) * depth * 0.045;
        int mirrored = Math.clamp((long) (SHORE - 1 - depth * 1.6 + ripple), 0, SHORE - 1);
        int shifted = Math.clamp((long) (x + ripple * 2), 0, WIDTH - 1);
        return mix(land(shifted, mirrored), NEAR, 0.22 + depth / 1400.0);
    }

    private static double[] mix(double[] a, double[] b, double share) {
        double s = Math.clamp(share, 0, 1);
        return new double[] {a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s};
    }

    private int rgb(double[] colour) {
        double grain = random.nextDouble(-5, 5) + random.nextDouble(-5, 5);
        int rgb = 0;
        for (double channel : colour) {
            rgb = rgb << 8 | Math.clamp(Math.round(channel + grain), 0, 255);
        }
        return rgb;
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam quality = writer.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(0.9f);
        Files.deleteIfExists(file);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), quality);
        } finally {
            writer.dispose();
        }
    }
}
