package dev.sluice.examples.wordcount;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Counts a UTF-8 text while it arrives, and answers {@link Counts} as JSON; {@code ?top=} words, 0 to 100, default 10. */
public final class WordCount implements HttpHandler {

    @Override
    public Response handle(Request request, Context context) throws IOException {
        int top;
        try {
            top = Integer.parseInt(request.queryParameter("top").orElse("10"));
        } catch (NumberFormatException e) {
            top = -1;
        }
        if (top < 0 || top > 100) {
            return refuse("The parameter 'top' must be a whole number from 0 to 100.");
        }
        Tally tally = new Tally();
        // A reader made from a decoder reports bytes that are not UTF-8; one made from a charset would replace them.
        try (Reader text = new InputStreamReader(request.body(), StandardCharsets.UTF_8.newDecoder())) {
            char[] piece = new char[8192];
            for (int length = text.read(piece); length >= 0; length = text.read(piece)) {
                tally.add(piece, length);
            }
        } catch (CharacterCodingException e) {
            return refuse("The text is not UTF-8 somewhere after its first " + tally.characters() + " characters.");
        }
        return Response.json(tally.counts(top));
    }

    private static Response refuse(String sentence) {
        return Response.status(400)
                .header("Content-Type", "text/plain; charset=utf-8")
                .body((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
