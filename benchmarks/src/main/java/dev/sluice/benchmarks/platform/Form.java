package dev.sluice.benchmarks.platform;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form as {@code multipart/form-data} (RFC 7578). */
final class Form {

    private static final String BOUNDARY = "sluice-benchmarks-7f3a9c";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Form field(String name, String value) {
        return part("name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    Form file(String name, byte[] content) {
        return part(
                "name=\"" + name + "\"; filename=\"" + name + ".jar\"\r\nContent-Type: application/java-archive",
                content);
    }

    private Form part(String disposition, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n");
        bytes.writeBytes(content);
        text("\r\n");
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** The whole body; ends the form. */
    byte[] bytes() {
        text("--" + BOUNDARY + "--\r\n");
        return bytes.toByteArray();
    }

    private void text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
