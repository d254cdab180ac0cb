package dev.sluice.runner.samples;

import dev.sluice.function.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** The function of the conversations: it does what its body says. */
public final class Acts {

    public String act(String body, Context context) throws InterruptedException {
        String text = body.substring(body.indexOf(' ') + 1);
        switch (body.split(" ", 2)[0]) {
            case "echo" -> {
                return text;
            }
            case "print" -> {
                System.out.println(text);
                return "printed";
            }
            case "progress" -> {
                context.progress(text.getBytes(StandardCharsets.UTF_8));
                return "done";
            }
            case "wait" -> new Semaphore(0).acquire();
            default -> {}
        }
        throw new IllegalStateException(text);
    }
}
