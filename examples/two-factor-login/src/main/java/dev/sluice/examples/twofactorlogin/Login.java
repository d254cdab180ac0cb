package dev.sluice.examples.twofactorlogin;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;

/** The page of a bank: it logs in, transfers, and asks for a code when the platform wants one. */
public final class Login implements HttpHandler {

    @Override
    public Response handle(Request request, Context context) throws IOException {
        return Pages.html("login.html");
    }
}
