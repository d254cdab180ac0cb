package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.decorators.twofactor.account.Accounts;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.code.Totp;
import dev.sluice.decorators.twofactor.code.TotpSecret;
import dev.sluice.decorators.twofactor.login.Enrolments.Enrolment;
import dev.sluice.decorators.twofactor.login.Terms.Delivery;
import dev.sluice.testkit.time.VirtualTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A second factor on virtual time, whose messages and events are kept. */
public final class Fixture {

    public static final User ANN = new User("ann");
    public static final User BOB = new User("bob");
    public static final User STRANGER = new User("stranger");
    public static final FunctionName PAY = new FunctionName("pay");
    public static final FunctionName NOTIFY = new FunctionName("notify");
    public static final Terms APP_ONLY = new Terms(PAY, new Delivery.None(), Duration.ofMinutes(5));
    public static final Terms SENT =
            new Terms(PAY, new Delivery.By(NOTIFY, 6, Terms.Maker.PLATFORM), Duration.ofMinutes(5));
    public static final Terms NOTIFIER_MAKES =
            new Terms(PAY, new Delivery.By(NOTIFY, 6, Terms.Maker.NOTIFIER), Duration.ofMinutes(5));

    public final VirtualTime time = new VirtualTime();
    public final KeyedState store;
    public final List<Notice> notices = new CopyOnWriteArrayList<>();
    public final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    public final SecondFactor factor;
    public final Enrolments enrolments;

    public Fixture() {
        this(new byte[Keyring.KEY_BYTES]);
    }

    private Fixture(byte[] key) {
        time.pass(Duration.ofDays(20_000));
        store = new InMemoryKeyedState(time::instant);
        Keyring keys = new Keyring(key);
        Codes codes = new Codes(new SecureRandom());
        Accounts accounts = new Accounts(store, keys, codes, time::instant);
        factor = another(store);
        enrolments = new Enrolments(accounts, keys, codes, time::instant, events::add);
    }

    /** The same in another gateway, or after a restart. */
    public SecondFactor another() {
        return another(store);
    }

    public SecondFactor another(KeyedState shared) {
        return another(shared, (notice, told) -> {
            notices.add(notice);
            told.accept("");
        });
    }

    public SecondFactor another(Messenger messenger) {
        return another(store, messenger);
    }

    private SecondFactor another(KeyedState shared, Messenger messenger) {
        Keyring keys = new Keyring(new byte[Keyring.KEY_BYTES]);
        Codes codes = new Codes(new SecureRandom());
        return new SecondFactor(new SecondFactor.Parts(
                new Accounts(shared, keys, codes, time::instant), keys, codes, time::instant, messenger, events::add));
    }

    /** The recovery codes, and an app that makes codes. */
    public record Phone(App app, List<String> recoveryCodes) {}

    /** An authenticator app that read the QR code. */
    public final class App {
        private final TotpSecret secret;

        App(TotpSecret secret) {
            this.secret = secret;
        }

        public String code() {
            return Totp.at(secret, time.instant());
        }
    }

    public Phone enrol(User user, String address) {
        Enrolment.Made made = (Enrolment.Made) enrolments.enrol(user, true, address, "127.0.0.1");
        return new Phone(new App(TypedSecret.read(made.secret().orElseThrow())), made.recoveryCodes());
    }

    public void enrolWithoutApp(User user, String address) {
        enrolments.enrol(user, false, address, "127.0.0.1");
    }

    static Asking asking(User user, Terms terms) {
        return new Asking(user, terms, "POST /", "192.0.2.1", false);
    }

    String challenge(Asking asking) {
        return ((Verdict.Challenged) factor.ask(asking)).challenge();
    }

    /** The code that was sent last. */
    public String sentCode() {
        return ((Notice.Content.Code) notices.getLast().content()).digits();
    }

    /** A code that is surely wrong. */
    public String wrong(App app) {
        String right = app.code();
        return right.substring(0, 5) + (right.charAt(5) == '0' ? '1' : '0');
    }
}
