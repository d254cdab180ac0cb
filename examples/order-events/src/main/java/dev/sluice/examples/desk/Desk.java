package dev.sluice.examples.desk;

import dev.sluice.function.CloudEvent;
import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import java.io.IOException;

/** Writes down what comes to its desk. Which events these are, triggers say. */
public final class Desk implements Handler<CloudEvent, String> {

    @Override
    public String handle(CloudEvent event, Context context) throws IOException {
        String line = event.type() + " of " + event.subject().orElse("nothing") + ": " + event.text();
        context.logger().log(System.Logger.Level.INFO, line);
        return line;
    }
}
