package ${package};

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;

/** Greets whoever the body names, with the word that the environment says. */
public class Hello implements HttpHandler {

    @Override
    public Response handle(Request request, Context context) throws IOException {
        String body = request.text();
        String name = body.isBlank() ? "World" : body.strip();
        context.logger().log(System.Logger.Level.INFO, "greeting {0}", name);
        return Response.text(context.environment().getOrDefault("GREETING", "Hello") + ", " + name + "!\n");
    }
}
