import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import java.nio.charset.StandardCharsets;

/** Says what its hooks hear. */
public class Hooked implements Handler<String, String>, Lifecycle {

    private String started = "not started";

    @Override
    public void start(InstanceContext context) {
        started = "started";
        System.out.println("hello from start");
    }

    @Override
    public String handle(String input, Context context) {
        return started;
    }

    @Override
    public void notice(String name, byte[] body) {
        if (name.equals("fault")) {
            throw new IllegalStateException("not wanted");
        }
        System.out.println(name + " " + new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void stop() {
        System.out.println("bye from stop");
    }
}
