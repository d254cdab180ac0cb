package dev.sluice.decorators.twofactor.code;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A text as a QR code (ISO/IEC 18004), for eyes and cameras. */
public final class QrCode {

    /** How many modules must stay white around it (ISO/IEC 18004, 9.1). */
    private static final int QUIET = 4;

    private static final int PIXELS = 8;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /** {@code text} has at most 2,000 bytes of UTF-8. */
    public static QrCode of(String text) {
        try {
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix());
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code: " + text.length() + " characters", e);
        }
    }

    /** A PNG in black and white, 8 pixels to a module. */
    public byte[] png() {
        int side = (modules.getWidth() + 2 * QUIET) * PIXELS;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, dark(x / PIXELS, y / PIXELS) ? 0x000000 : 0xFFFFFF);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Lines for a terminal, two modules to a character. The light ones are drawn, as terminals are mostly dark; a camera reads
     * it either way.
     */
    public String terminal() {
        int side = modules.getWidth() + 2 * QUIET;
        StringBuilder lines = new StringBuilder(side * side);
        for (int y = 0; y < side; y += 2) {
            for (int x = 0; x < side; x++) {
                boolean upper = !dark(x, y);
                boolean lower = y + 1 < side && !dark(x, y + 1);
                lines.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private boolean dark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        return column >= 0
                && row >= 0
                && column < modules.getWidth()
                && row < modules.getHeight()
                && modules.get(column, row) == 1;
    }
}
