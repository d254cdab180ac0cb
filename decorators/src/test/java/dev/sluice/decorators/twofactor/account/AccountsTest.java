package dev.sluice.decorators.twofactor.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.twofactor.account.Accounts.Change;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccountsTest {

    private static final User ANN = new User("ann");

    private final VirtualTime time = new VirtualTime();
    private final KeyedState store = new InMemoryKeyedState(time::instant);

    @Test
    void noChangeIsLostBetweenTwoGateways() {
        Accounts one = accounts(0);
        Accounts other = accounts(0);
        one.change(ANN, account -> new Change<>(account.enrol(1, "", "", List.of()), true));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                Accounts mine = i % 2 == 0 ? one : other;
                threads.submit(() -> mine.change(ANN, AccountsTest::oneMissMore));
            }
        }

        assertThat(one.get(ANN).guard().failures()).isEqualTo(60);
    }

    @Test
    void nothingInTheStoreIsInClear() {
        Accounts accounts = accounts(0);
        accounts.change(ANN, account -> new Change<>(account.enrol(1, "c2VjcmV0", "+49 30 1", List.of("hash")), true));

        assertThat(accounts.pseudonym(ANN)).doesNotContain("ann");
        assertThat(store.get(key(accounts)).orElseThrow().value())
                .matches("[A-Za-z0-9_-]+")
                .doesNotContain("ann", "c2VjcmV0", "totp");
    }

    @Test
    void aRecordOfAnotherKeyIsAFaultAndNotAnUnknownUser() {
        accounts(0).change(ANN, account -> new Change<>(account.enrol(1, "", "", List.of()), true));
        Accounts other = accounts(1);
        String stolen = store.get(key(accounts(0))).orElseThrow().value();
        store.put(key(other), stolen, Version.NONE, java.time.Instant.MAX);

        assertThatThrownBy(() -> other.get(ANN))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("sealed with another key");
    }

    @Test
    void aStrangerIsForgottenAfterADayAndSomebodyEnrolledNever() {
        Accounts accounts = accounts(0);
        accounts.change(new User("stranger"), AccountsTest::oneMissMore);
        accounts.change(ANN, account -> new Change<>(account.enrol(1, "", "", List.of()), true));

        time.pass(Duration.ofHours(24));

        assertThat(store.keys("two-factor", 10)).containsExactly(key(accounts));
        assertThat(accounts.enrolled(Namespace.DEFAULT, 10))
                .extracting(Account::user)
                .containsExactly("ann");
    }

    @Test
    void usersOfTwoNamespacesNeverMeet() {
        Accounts accounts = accounts(0);
        Namespace team = new Namespace("team-a");
        User there = new User(team, "ann");
        accounts.change(there, account -> new Change<>(account.enrol(1, "", "", List.of()), true));

        assertThat(accounts.get(ANN).enrolled()).isFalse();
        assertThat(accounts.enrolled(Namespace.DEFAULT, 10)).isEmpty();
        assertThat(accounts.enrolled(team, 10)).extracting(Account::user).containsExactly(there.id());
        assertThat(accounts.user(accounts.pseudonym(there))).contains(there);
        assertThat(accounts.remove(ANN)).isFalse();
        assertThat(accounts.remove(there)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void aRecordOfAnyFormatThereWasIsRead(String format) throws IOException {
        Accounts accounts = accounts(0);
        store.put(key(accounts), vector(format), Version.NONE, Instant.MAX);

        assertThat(accounts.get(ANN))
                .isEqualTo(new Account(
                        "ann",
                        "g1",
                        1_766_000_000_000L,
                        "JBSWY3DPEHPK3PXP",
                        -1,
                        "+49 30 1",
                        List.of("h1", "h2"),
                        new Guard(2, 0, 0, 0),
                        List.of()));
    }

    @Test
    void aRecordOfANewerFormatIsLeftAlone() throws IOException {
        Accounts accounts = accounts(0);
        store.put(key(accounts), vector("2"), Version.NONE, Instant.MAX);
        String sentence = "a newer gateway wrote the record " + key(accounts).name()
                + " of two-factor, and this one does not touch it: use that gateway";

        assertThatThrownBy(() -> accounts.get(ANN))
                .isInstanceOf(StorageException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> accounts.change(ANN, AccountsTest::oneMissMore))
                .hasMessage(sentence);
        assertThatThrownBy(() -> accounts.remove(ANN)).hasMessage(sentence);
        assertThat(accounts.enrolled(Namespace.DEFAULT, 10)).isEmpty();
        assertThat(store.get(key(accounts)).orElseThrow().value()).isEqualTo(vector("2"));
    }

    private static String vector(String format) throws IOException {
        try (InputStream records = AccountsTest.class.getResourceAsStream("/two-factor/records.txt")) {
            String all = new String(Objects.requireNonNull(records).readAllBytes(), StandardCharsets.US_ASCII);
            return all.lines()
                    .filter(line -> line.startsWith(format + " "))
                    .map(line -> line.split(" ")[2])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static StateKey key(Accounts accounts) {
        return new StateKey("two-factor", accounts.pseudonym(ANN));
    }

    private static Change<Boolean> oneMissMore(Account account) {
        Guard guard = account.guard();
        return new Change<>(
                new Account(
                        account.user(),
                        account.generation(),
                        account.enrolledAt(),
                        account.totpSecret(),
                        account.totpStep(),
                        account.address(),
                        account.recovery(),
                        new Guard(guard.failures() + 1, 0, 0, 0),
                        account.challenges()),
                true);
    }

    private Accounts accounts(int key) {
        byte[] bytes = new byte[Keyring.KEY_BYTES];
        bytes[0] = (byte) key;
        return new Accounts(store, new Keyring(bytes), new Codes(new SecureRandom()), time::instant);
    }
}
