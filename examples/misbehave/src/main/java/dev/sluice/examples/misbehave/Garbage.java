package dev.sluice.examples.misbehave;

import dev.sluice.function.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers what cannot be sent. */
final class Garbage {

    private Garbage() {}

    /** A thread has no form in JSON. */
    static Response unserialisable() {
        return Response.json(Map.of("who", Thread.currentThread()));
    }

    /** A list that contains itself has no end in JSON. */
    static Response cycle() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        return Response.json(list);
    }

    /** A line break in a header would let one caller write another's answer. */
    static Response badHeader() {
        return Response.text("split\n").header("X-Next", "a\r\nSet-Cookie: b=c");
    }

    /** How the connection is framed is the platform's. */
    static Response hopByHopHeader() {
        return Response.text("mine\n").header("Transfer-Encoding", "chunked");
    }

    /** HTTP has no such status; the constructor already says so. */
    static Response badStatus() {
        return Response.status(99);
    }

    @SuppressWarnings("NullAway") // that is the misbehaviour
    static Response nothing() {
        return null;
    }
}
