package dev.sluice.examples.misbehave;

import dev.sluice.function.Context;
import dev.sluice.function.Response;
import java.io.IOException;

/** Says too much, or stops in the middle. */
final class Chatty {

    private static final byte[] PIECE = new byte[64 * 1024];

    private Chatty() {}

    /** Prints faster than anybody reads, until it is done or cut off. */
    static Response print(long lines, Context context) {
        long printed = 0;
        while (printed < lines && !context.cancelled()) {
            System.out.println("line " + printed++ + " of a function that talks and talks");
        }
        return Response.text(printed + " lines\n");
    }

    /** Prints one line without an end. */
    static Response printLongLine(long mebibytes) {
        String piece = "x".repeat(1024 * 1024);
        for (long i = 0; i < mebibytes; i++) {
            System.out.print(piece);
        }
        System.out.println();
        return Response.text(mebibytes + " MiB in one line\n");
    }

    /** Begins a good answer and fails inside its body. */
    static Response breakStream(long pieces) {
        return Response.ok().body(out -> {
            for (long i = 0; i < pieces; i++) {
                out.write(PIECE);
                out.flush();
            }
            throw new IOException("the source dried up after " + pieces + " pieces");
        });
    }

    /** Gives away the token by which its instance calls others. */
    static Response tellToken() {
        return Response.text(System.getenv().getOrDefault("SLUICE_TOKEN", ""));
    }

    /** Answers more than most callers want. */
    static Response stream(long mebibytes) {
        return Response.ok().body(out -> {
            for (long i = 0; i < mebibytes * 16; i++) {
                out.write(PIECE);
            }
        });
    }
}
