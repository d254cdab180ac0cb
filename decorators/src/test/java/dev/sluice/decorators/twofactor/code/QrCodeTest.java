package dev.sluice.decorators.twofactor.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is drawn is read again as a camera would. */
class QrCodeTest {

    private static final String URI = TotpSecret.random(new SecureRandom()).uri("Sluice", "ann@example.com");

    @Test
    void aCameraReadsThePicture() throws Exception {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(QrCode.of(URI).png()));

        assertThat(read(image)).isEqualTo(URI);
    }

    @Test
    void aCameraReadsTheTerminal() throws Exception {
        String[] lines = QrCode.of(URI).terminal().split("\n", -1);
        int scale = 6;
        int width = lines[0].length();
        BufferedImage screen =
                new BufferedImage(width * scale, (lines.length - 1) * 2 * scale, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < screen.getHeight(); y++) {
            for (int x = 0; x < screen.getWidth(); x++) {
                int module = y / scale;
                char c = lines[module / 2].charAt(x / scale);
                boolean lit = c == '█' || c == (module % 2 == 0 ? '▀' : '▄');
                screen.setRGB(x, y, lit ? 0xFFFFFF : 0);
            }
        }

        assertThat(read(screen)).isEqualTo(URI);
    }

    private static String read(BufferedImage image) throws Exception {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        RGBLuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();
    }
}
