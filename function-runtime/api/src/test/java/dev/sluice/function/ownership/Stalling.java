package dev.sluice.function.ownership;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A process that holds a lock, and says at each line that it reads what its token is. */
final class Stalling {

    private Stalling() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HoldOptions options = HoldOptions.DEFAULT.lease(Duration.ofSeconds(1)).onLoss(() -> System.out.println("lost"));
        Hold hold = Ownership.of(System.getenv()).lock("nightly", options);
        System.out.println("holds");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            try {
                System.out.println("token " + hold.token());
            } catch (OwnershipException e) {
                System.out.println(e.reason());
            }
        }
    }
}
