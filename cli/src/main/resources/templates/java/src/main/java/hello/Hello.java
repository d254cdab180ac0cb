package hello;

import java.util.function.Function;

/** Greets whoever the body names. A function needs no library of the platform's. */
public class Hello implements Function<String, String> {

    @Override
    public String apply(String body) {
        String name = body.isBlank() ? "World" : body.strip();
        System.out.println("greeting " + name);
        return "Hello, " + name + "!\n";
    }
}
