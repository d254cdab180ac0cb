package dev.sluice.decorators.twofactor.login;

import static dev.sluice.decorators.twofactor.login.Fixture.ANN;
import static dev.sluice.decorators.twofactor.login.Fixture.APP_ONLY;
import static dev.sluice.decorators.twofactor.login.Fixture.BOB;
import static dev.sluice.decorators.twofactor.login.Fixture.NOTIFIER_MAKES;
import static dev.sluice.decorators.twofactor.login.Fixture.PAY;
import static dev.sluice.decorators.twofactor.login.Fixture.SENT;
import static dev.sluice.decorators.twofactor.login.Fixture.STRANGER;
import static dev.sluice.decorators.twofactor.login.Fixture.asking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.twofactor.account.Guard;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.login.Fixture.Phone;
import dev.sluice.decorators.twofactor.login.Notice.Content;
import dev.sluice.decorators.twofactor.login.SecondFactor.Registered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of the threat table in docs/two-factor.md that need no HTTP: each test is one attack. */
@Timeout(60)
class AttackTest {

    private static final Verdict REFUSED = new Verdict.Refused();

    private final Fixture fixture = new Fixture();
    private final SecondFactor factor = fixture.factor;

    @Test
    void aChallengeDiesAfterFiveWrongCodes() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));
        for (int i = 0; i < 5; i++) {
            assertThat(answer(ANN, challenge, fixture.wrong(phone.app()))).isEqualTo(REFUSED);
        }
        fixture.time.pass(Duration.ofMinutes(1));

        assertThat(answer(ANN, challenge, phone.app().code())).isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.NO_CHALLENGE);
        fixture.time.pass(Duration.ofMinutes(1));
        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        phone.app().code()))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aCodeDoesNotPassAgainWhenTheClockIsPutBack() {
        Phone phone = fixture.enrol(ANN, "");
        String code = phone.app().code();
        String first = fixture.challenge(asking(ANN, APP_ONLY));
        assertThat(answer(ANN, first, code)).isInstanceOf(Verdict.Passed.class);
        fixture.time.pass(Duration.ofDays(-1));
        String earlier = phone.app().code();

        assertThat(answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), earlier))
                .isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.REPLAYED);
        assertThat(answer(ANN, first, phone.recoveryCodes().getFirst())).isEqualTo(REFUSED);
        fixture.time.pass(Duration.ofDays(1));
        assertThat(answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), code)).isEqualTo(REFUSED);
    }

    @Test
    void newChallengesDoNotGiveNewAttempts() {
        Phone phone = fixture.enrol(ANN, "");
        for (int i = 0; i < 5; i++) {
            answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), fixture.wrong(phone.app()));
        }

        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        phone.app().code()))
                .isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.LOCKED);
    }

    @Test
    void everyLockIsTwiceAsLongUntilOneHour() {
        Phone phone = fixture.enrol(ANN, "");
        List<Long> locks = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Instant before = fixture.time.instant();
            answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), fixture.wrong(phone.app()));
            Optional<Instant> until =
                    fixture.enrolments.list(Namespace.DEFAULT).getFirst().lockedUntil();
            until.ifPresent(end -> locks.add(Duration.between(before, end).toSeconds()));
            fixture.time.pass(until.map(end -> Duration.between(before, end)).orElse(Duration.ZERO));
        }

        assertThat(locks).containsExactly(30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L, 3600L);
    }

    @Test
    void afterAHundredWrongCodesInARowOnlyAResetHelps() {
        Phone phone = fixture.enrol(ANN, "");
        for (int i = 0; i < Guard.MOST_FAILURES; i++) {
            answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), fixture.wrong(phone.app()));
            fixture.time.pass(Guard.LONGEST_LOCK);
        }
        fixture.time.pass(Duration.ofDays(365));

        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        phone.app().code()))
                .isEqualTo(REFUSED);
        assertThat(fixture.enrolments.list(Namespace.DEFAULT).getFirst().lockedUntil())
                .contains(Instant.MAX);

        fixture.enrolments.reset(ANN, "");
        Phone next = fixture.enrol(ANN, "");
        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        next.app().code()))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void guessesWhileLockedDoNotLengthenTheLock() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));
        for (int i = 0; i < 50; i++) {
            answer(ANN, challenge, fixture.wrong(phone.app()));
        }
        fixture.time.pass(Guard.FIRST_LOCK);

        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        phone.app().code()))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void manyGuessesAtOnceOverTwoGatewaysAreCountedLikeOneAfterTheOther() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        SecondFactor other = fixture.another();
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));
        String wrong = fixture.wrong(phone.app());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                SecondFactor mine = i % 2 == 0 ? factor : other;
                threads.submit(() -> mine.answer(asking(ANN, APP_ONLY), challenge, wrong));
            }
        }

        long judged = fixture.events.stream()
                .filter(event -> event instanceof AuditEvent.Refused refused && refused.why() == Refusal.WRONG_CODE)
                .count();
        assertThat(judged).isEqualTo(Guard.FREE_FAILURES + 1);
    }

    @Test
    void aCodeOfTheAppSentTwiceAtOncePassesOnce() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        SecondFactor other = fixture.another();
        List<String> challenges = IntStream.range(0, 8)
                .mapToObj(_ -> fixture.challenge(asking(ANN, APP_ONLY)))
                .toList();
        String code = phone.app().code();
        List<Future<Verdict>> verdicts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < challenges.size(); i++) {
                SecondFactor mine = i % 2 == 0 ? factor : other;
                String challenge = challenges.get(i);
                verdicts.add(threads.submit(() -> mine.answer(asking(ANN, APP_ONLY), challenge, code)));
            }
        }

        assertThat(verdicts)
                .extracting(Future::get)
                .filteredOn(Verdict.Passed.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aCodeThatPassedIsRefusedTheSecondTime() {
        Phone phone = fixture.enrol(ANN, "");
        answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), phone.app().code());

        assertThat(answer(
                        ANN,
                        fixture.challenge(asking(ANN, APP_ONLY)),
                        phone.app().code()))
                .isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.REPLAYED);
    }

    @Test
    void aCodeThatWasSentPassesOnce() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, SENT));
        String code = fixture.sentCode();
        factor.answer(asking(ANN, SENT), challenge, code);

        assertThat(factor.answer(asking(ANN, SENT), challenge, code)).isEqualTo(REFUSED);
    }

    @Test
    void aCodeThatWasSentIsOfNoUseAfterItsTime() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, SENT));
        fixture.time.pass(Duration.ofMinutes(5));

        assertThat(factor.answer(asking(ANN, SENT), challenge, fixture.sentCode()))
                .isEqualTo(REFUSED);
    }

    @Test
    void aCodeThatWasSentFitsOnlyItsChallenge() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        fixture.challenge(asking(ANN, SENT));
        String first = fixture.sentCode();
        String challenge = fixture.challenge(asking(ANN, SENT));

        assertThat(first.equals(fixture.sentCode()) ? REFUSED : factor.answer(asking(ANN, SENT), challenge, first))
                .isEqualTo(REFUSED);
    }

    @Test
    void aChallengeOfAnotherUserIsOfNoUse() {
        Phone ann = fixture.enrol(ANN, "");
        fixture.enrol(BOB, "");
        String bobs = fixture.challenge(asking(BOB, APP_ONLY));

        assertThat(answer(ANN, bobs, ann.app().code())).isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.NO_CHALLENGE);
    }

    @Test
    void aCodeOfAnotherUserIsOfNoUse() {
        Phone ann = fixture.enrol(ANN, "");
        fixture.enrol(BOB, "");

        assertThat(answer(
                        BOB, fixture.challenge(asking(BOB, APP_ONLY)), ann.app().code()))
                .isEqualTo(REFUSED);
    }

    @Test
    void aChallengeOfAnotherFunctionIsOfNoUse() {
        Phone phone = fixture.enrol(ANN, "");
        Terms harmless = new Terms(new FunctionName("harmless"), new Terms.Delivery.None(), Duration.ofMinutes(5));
        String challenge = fixture.challenge(asking(ANN, harmless));

        assertThat(answer(ANN, challenge, phone.app().code())).isEqualTo(REFUSED);
    }

    @Test
    void aChallengeOfAnotherRequestIsOfNoUse() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(new Asking(ANN, APP_ONLY, "GET /balance", "", false));

        assertThat(factor.answer(
                        new Asking(ANN, APP_ONLY, "POST /transfer", "", false),
                        challenge,
                        phone.app().code()))
                .isEqualTo(REFUSED);
    }

    @Test
    void whoeverIsNotEnrolledIsChallengedAndRefusedLikeEverybodyElse() {
        Phone phone = fixture.enrol(ANN, "+49 30 1");

        Verdict.Challenged known = (Verdict.Challenged) factor.ask(asking(ANN, SENT));
        Verdict.Challenged unknown = (Verdict.Challenged) factor.ask(asking(STRANGER, SENT));

        assertThat(unknown.challenge()).hasSameSizeAs(known.challenge());
        assertThat(unknown.expiresAt()).isEqualTo(known.expiresAt());
        assertThat(answer(STRANGER, unknown.challenge(), "123456"))
                .isEqualTo(answer(ANN, known.challenge(), fixture.wrong(phone.app())));
    }

    @Test
    void whoeverIsNotEnrolledNeverPasses() {
        String challenge = fixture.challenge(asking(STRANGER, SENT));

        for (String code : List.of("", " ", "-", "000000", "0".repeat(32), "0".repeat(100))) {
            assertThat(factor.answer(asking(STRANGER, SENT), challenge, code)).isEqualTo(REFUSED);
        }
    }

    @Test
    void everyRefusalCostsTheStoreTheSame() {
        Phone phone = fixture.enrol(ANN, "+49 30 1");
        fixture.enrol(BOB, "");
        for (int i = 0; i < 5; i++) {
            answer(BOB, "unknown", "000000");
        }
        CountingStore counting = new CountingStore(fixture.store);
        SecondFactor counted = fixture.another(counting);
        String used = phone.app().code();
        answer(ANN, fixture.challenge(asking(ANN, APP_ONLY)), used);
        String anns = fixture.challenge(asking(ANN, APP_ONLY));
        String bobs = fixture.challenge(asking(BOB, APP_ONLY));
        String strangers = fixture.challenge(asking(STRANGER, APP_ONLY));
        List<List<String>> costs = new ArrayList<>();
        for (Runnable attack : List.<Runnable>of(
                () -> counted.answer(asking(ANN, APP_ONLY), anns, fixture.wrong(phone.app())),
                () -> counted.answer(asking(ANN, APP_ONLY), anns, used),
                () -> counted.answer(asking(ANN, APP_ONLY), "unknown", "123456"),
                () -> counted.answer(asking(BOB, APP_ONLY), bobs, "123456"),
                () -> counted.answer(asking(STRANGER, APP_ONLY), strangers, "123456"))) {
            counting.calls.clear();
            attack.run();
            costs.add(List.copyOf(counting.calls));
        }

        assertThat(costs).hasSize(5).containsOnly(List.of("get", "put"));
        assertThat(fixture.events.stream()
                        .filter(AuditEvent.Refused.class::isInstance)
                        .map(event -> ((AuditEvent.Refused) event).why())
                        .distinct())
                .containsExactlyInAnyOrder(Refusal.values());
    }

    @Test
    void aPhoneIsNotFloodedWithMessages() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        for (int i = 0; i < 5; i++) {
            factor.ask(asking(ANN, SENT));
        }

        assertThat(factor.ask(asking(ANN, SENT))).isEqualTo(new Verdict.TooMany(Duration.ofMinutes(5)));
        assertThat(fixture.notices).hasSize(5);

        fixture.time.pass(Duration.ofMinutes(5));
        assertThat(factor.ask(asking(ANN, SENT))).isInstanceOf(Verdict.Challenged.class);
        assertThat(factor.ask(asking(ANN, SENT))).isInstanceOf(Verdict.TooMany.class);
    }

    @Test
    void theRateTellsNothingOfTheUser() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        fixture.enrol(BOB, "");
        for (User user : List.of(ANN, BOB, STRANGER)) {
            List<String> verdicts = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                verdicts.add(factor.ask(asking(user, SENT)).getClass().getSimpleName());
            }
            assertThat(verdicts)
                    .as(user.name())
                    .containsExactly(
                            "Challenged", "Challenged", "Challenged", "Challenged", "Challenged", "TooMany", "TooMany");
        }
    }

    @Test
    void noCodeIsSentToSomebodyLockedOut() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        for (int i = 0; i < 5; i++) {
            answer(ANN, "unknown", "123456");
        }

        assertThat(factor.ask(asking(ANN, SENT))).isInstanceOf(Verdict.Challenged.class);
        assertThat(fixture.notices).isEmpty();
    }

    @Test
    void countsLocksAndUsedCodesOutliveARestart() {
        Phone phone = fixture.enrol(ANN, "");
        Phone bob = fixture.enrol(BOB, "");
        for (int i = 0; i < 5; i++) {
            answer(ANN, "unknown", "123456");
        }
        String used = bob.app().code();
        answer(BOB, fixture.challenge(asking(BOB, APP_ONLY)), used);
        String anns = fixture.challenge(asking(ANN, APP_ONLY));
        String bobs = fixture.challenge(asking(BOB, APP_ONLY));

        SecondFactor restarted = fixture.another();

        assertThat(restarted.answer(asking(ANN, APP_ONLY), anns, phone.app().code()))
                .isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.LOCKED);
        assertThat(restarted.answer(asking(BOB, APP_ONLY), bobs, used)).isEqualTo(REFUSED);
        assertThat(lastRefusal()).isEqualTo(Refusal.REPLAYED);
    }

    @Test
    void aForgedOrChangedProofIsWorthless() {
        Phone phone = fixture.enrol(ANN, "");
        String proof = proof(ANN, phone);
        String later =
                proof.replaceFirst("\\.[0-9]+\\.", "." + fixture.time.instant().getEpochSecond() + "0.");
        String other = proof.substring(0, proof.length() - 2) + (proof.endsWith("AA") ? "BB" : "AA");

        for (String forged : List.of("", "1..", "1.0.", later, other, proof + "=", "2" + proof.substring(1))) {
            assertThat(remembers(ANN, PAY, forged)).as(forged).isFalse();
        }
        assertThat(remembers(ANN, PAY, proof)).isTrue();
    }

    @Test
    void aProofOfAnotherUserOrFunctionIsWorthless() {
        String proof = proof(ANN, fixture.enrol(ANN, ""));
        fixture.enrol(BOB, "");

        assertThat(remembers(BOB, PAY, proof)).isFalse();
        assertThat(remembers(STRANGER, PAY, proof)).isFalse();
        assertThat(remembers(ANN, new FunctionName("other"), proof)).isFalse();
    }

    @Test
    void aResetEndsProofsAndChallenges() {
        Phone phone = fixture.enrol(ANN, "");
        String proof = proof(ANN, phone);
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));

        fixture.enrolments.reset(ANN, "");
        assertThat(remembers(ANN, PAY, proof)).isFalse();
        fixture.enrol(ANN, "");
        assertThat(remembers(ANN, PAY, proof)).isFalse();
        fixture.time.pass(Duration.ofMinutes(1));
        assertThat(answer(ANN, challenge, phone.app().code())).isEqualTo(REFUSED);
    }

    @Test
    void aCodeIsRegisteredOnlyWithItsTokenAndOnce() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, NOTIFIER_MAKES));
        String token = ((Content.Registration) fixture.notices.getFirst().content()).token();

        for (String forged : List.of("", "x", token.substring(1))) {
            assertThat(factor.register(challenge, forged, "123456")).isEqualTo(Registered.NOT_WAITING);
        }
        for (String unknown : List.of("", ".", "x.y", "../../etc", challenge + "x", challenge.replace('.', '-'))) {
            assertThat(factor.register(unknown, token, "123456")).isEqualTo(Registered.NOT_WAITING);
        }
        assertThat(factor.register(challenge, token, "123456")).isEqualTo(Registered.TAKEN);
        assertThat(factor.register(challenge, token, "654321")).isEqualTo(Registered.NOT_WAITING);
        assertThat(factor.answer(asking(ANN, NOTIFIER_MAKES), challenge, "654321"))
                .isEqualTo(REFUSED);
    }

    @Test
    void aCodeIsNotRegisteredAfterItsTime() {
        fixture.enrolWithoutApp(ANN, "+49 30 1");
        String challenge = fixture.challenge(asking(ANN, NOTIFIER_MAKES));
        String token = ((Content.Registration) fixture.notices.getFirst().content()).token();
        fixture.time.pass(Duration.ofMinutes(5));

        assertThat(factor.register(challenge, token, "123456")).isEqualTo(Registered.NOT_WAITING);
    }

    @Test
    void whoLooksIntoTheStoreLearnsNothing() {
        Phone phone = fixture.enrol(ANN, "+49 30 1");
        fixture.challenge(new Asking(ANN, SENT, "POST /", "", true));
        String code = fixture.sentCode();

        String all = String.join(
                "\n",
                fixture.store.keys("two-factor", 100).stream()
                        .map(key ->
                                key + " " + fixture.store.get(key).orElseThrow().value())
                        .toList());
        // The sealed text is random: a short word may be in it by chance, a whole record of them cannot be read.
        assertThat(all)
                .doesNotContain(
                        "+49 30 1",
                        "totpSecret",
                        "codeHash",
                        "recovery",
                        phone.recoveryCodes().get(0));
        assertThat(all.matches("(?s).*[A-Za-z0-9_-]*\\b" + code + "\\b.*")).isFalse();
    }

    @Test
    void nothingSecretIsInAuditEventsOrPrinted() {
        Phone phone = fixture.enrol(ANN, "+49 30 1");
        String challenge = fixture.challenge(new Asking(ANN, SENT, "POST /", "192.0.2.1", true));
        factor.answer(asking(ANN, SENT), challenge, fixture.wrong(phone.app()));
        factor.answer(new Asking(ANN, SENT, "POST /", "192.0.2.1", true), challenge, fixture.sentCode());
        fixture.enrolments.verify(ANN, phone.recoveryCodes().get(0), "");

        String printed = fixture.events + " " + fixture.notices;
        assertThat(printed)
                .contains("192.0.2.1")
                .doesNotContain(phone.recoveryCodes())
                .doesNotContain("digits=" + fixture.sentCode(), fixture.sentCode() + "]", fixture.wrong(phone.app()));
        assertThat(fixture.events)
                .extracting(AuditEvent::word)
                .contains("challenged", "code_sent", "refused", "passed");
    }

    @Test
    void nobodyPassesWhileTheStoreIsOutOfReach() {
        Phone phone = fixture.enrol(ANN, "");
        String challenge = fixture.challenge(asking(ANN, APP_ONLY));
        SecondFactor cut = fixture.another(new LostState());

        assertThatThrownBy(() ->
                        cut.answer(asking(ANN, APP_ONLY), challenge, phone.app().code()))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> cut.remembers(ANN, PAY, "1.1." + "A".repeat(43), Duration.ofMinutes(1)))
                .isInstanceOf(StorageException.class);
    }

    private Verdict answer(User user, String challenge, String code) {
        return factor.answer(asking(user, APP_ONLY), challenge, code);
    }

    private boolean remembers(User user, FunctionName function, String proof) {
        return factor.remembers(user, function, proof, Duration.ofMinutes(10));
    }

    private String proof(User user, Phone phone) {
        return ((Verdict.Passed) answer(
                        user,
                        fixture.challenge(asking(user, APP_ONLY)),
                        phone.app().code()))
                .proof();
    }

    private Refusal lastRefusal() {
        return fixture.events.stream()
                .filter(AuditEvent.Refused.class::isInstance)
                .map(event -> ((AuditEvent.Refused) event).why())
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /** Tells which calls a store got. */
    private static final class CountingStore implements KeyedState {

        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final KeyedState store;

        CountingStore(KeyedState store) {
            this.store = store;
        }

        @Override
        public Consistency consistency() {
            return store.consistency();
        }

        @Override
        public Optional<Entry> get(StateKey key) {
            calls.add("get");
            return store.get(key);
        }

        @Override
        public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
            calls.add("put");
            return store.put(key, value, expected, expiry);
        }

        @Override
        public boolean delete(StateKey key) {
            calls.add("delete");
            return store.delete(key);
        }

        @Override
        public boolean delete(StateKey key, Version expected) {
            calls.add("delete");
            return store.delete(key, expected);
        }

        @Override
        public List<StateKey> keys(String area, int most) {
            calls.add("keys");
            return store.keys(area, most);
        }

        @Override
        public Watch watch(StateKey key, Runnable changed) {
            calls.add("watch");
            return store.watch(key, changed);
        }
    }
}
