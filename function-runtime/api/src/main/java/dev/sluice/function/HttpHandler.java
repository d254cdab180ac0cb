package dev.sluice.function;

/** A function that sees the whole HTTP request and makes the whole response. The rules of {@link Handler} hold. */
@FunctionalInterface
public interface HttpHandler {

    Response handle(Request request, Context context) throws Exception;
}
