package dev.sluice.examples.twofactorlogin;

import dev.sluice.function.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The pages in the jar. */
final class Pages {

    private Pages() {}

    static Response html(String name) throws IOException {
        try (InputStream page = Pages.class.getResourceAsStream(name)) {
            if (page == null) {
                throw new FileNotFoundException(name);
            }
            return Response.ok()
                    .header("Content-Type", "text/html; charset=utf-8")
                    .header(
                            "Content-Security-Policy",
                            "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'")
                    .body(page.readAllBytes());
        }
    }
}
