package dev.sluice.examples.photobatch;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Takes six photographs of a street, by day and by night, on some of which stands a car with a yellow plate: a line of JSON for each.
 * Run as {@code java Street.java FILE}.
 */
public final class Street {

    static final int WIDTH = 480;
    static final int HEIGHT = 320;
    static final int COUNT = 6;

    /** Where the plate of a car is. */
    static final int PLATE_X = 210;

    static final int PLATE_Y = 246;
    static final int PLATE_WIDTH = 60;
    static final int PLATE_HEIGHT = 16;

    private Street() {}

    public static void main(String[] arguments) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < COUNT; i++) {
            lines.append("{\"file\":\"street-")
                    .append(i)
                    .append(".jpg\",\"jpeg\":\"")
                    .append(jpeg(i))
                    .append("\",\"plates\":[]}\n");
        }
        Path file = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
    }

    /** Each second one is of the night, and each third one without a car. */
    static String jpeg(int number) throws IOException {
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(photograph(number, number % 2 == 1, number % 3 != 2), "jpeg", out);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static BufferedImage photograph(int number, boolean night, boolean car) {
        SplittableRandom random = new SplittableRandom(1826 + number);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        fill(graphics, night ? 0x0B1026 : 0x9CC4E4, 0, 0, WIDTH, HEIGHT);
        fill(graphics, night ? 0x15151A : 0x70706E, 0, 220, WIDTH, 100);
        for (int x = 0; x < WIDTH; ) {
            int width = random.nextInt(50, 110);
            int height = random.nextInt(80, 190);
            house(graphics, night, random, x, 220 - height, width, height);
            x += width;
        }
        if (car) {
            car(graphics, number);
        }
        graphics.dispose();
        return image;
    }

    private static void house(
            Graphics2D graphics, boolean night, SplittableRandom random, int x, int y, int width, int height) {
        int grey = random.nextInt(night ? 20 : 110, night ? 45 : 190);
        graphics.setColor(new Color(grey, grey * 9 / 10, grey * 8 / 10));
        graphics.fillRect(x, y, width, height);
        for (int down = y + 10; down < y + height - 14; down += 24) {
            for (int right = x + 8; right < x + width - 10; right += 20) {
                fill(graphics, night && random.nextInt(3) == 0 ? 0x8A8060 : 0x33404C, right, down, 9, 13);
            }
        }
    }

    private static void car(Graphics2D graphics, int number) {
        int[] colours = {0xA02020, 0x205080, 0x2E6B3A};
        graphics.setColor(new Color(colours[number % colours.length]));
        graphics.fillRoundRect(150, 205, 180, 70, 24, 24);
        fill(graphics, 0x202830, 180, 212, 120, 24);
        fill(graphics, 0x101010, 160, 270, 26, 16);
        fill(graphics, 0x101010, 294, 270, 26, 16);
        fill(graphics, 0xE8B800, PLATE_X, PLATE_Y, PLATE_WIDTH, PLATE_HEIGHT);
        graphics.setColor(Color.BLACK);
        for (int stroke = 0; stroke < 8; stroke++) {
            graphics.fillRect(PLATE_X + 6 + 6 * stroke, PLATE_Y + 3, (number + stroke) % 2 + 2, PLATE_HEIGHT - 6);
        }
    }

    private static void fill(Graphics2D graphics, int rgb, int x, int y, int width, int height) {
        graphics.setColor(new Color(rgb));
        graphics.fillRect(x, y, width, height);
    }
}
