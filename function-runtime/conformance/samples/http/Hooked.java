import java.io.IOException;

/** Says how it begins and ends. */
public class Hooked {

    public static void main(String[] arguments) throws IOException {
        System.out.println("hello from start");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye from stop")));
        Listener.serve((request, out) -> Listener.answer(out, "started"));
    }
}
