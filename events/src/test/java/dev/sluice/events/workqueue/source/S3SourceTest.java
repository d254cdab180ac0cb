package dev.sluice.events.workqueue.source;

import static dev.sluice.events.workqueue.source.Sourced.fault;
import static dev.sluice.events.workqueue.source.Sourced.get;
import static dev.sluice.events.workqueue.source.Sourced.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.callback.PublicAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bucket as a source, on a server of HTTP that checks signatures. */
class S3SourceTest {

    private BucketServer server;
    private final List<S3Source> open = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        server = new BucketServer();
    }

    @AfterEach
    void stop() {
        open.forEach(S3Source::close);
        server.close();
    }

    private S3Source source(String bucket, String prefix, String secret) {
        S3Source made = new S3Source(
                new S3Address(server.address(), bucket, BucketServer.REGION),
                prefix,
                () -> Optional.of(new S3Source.Key(BucketServer.ACCESS_KEY, secret)),
                new PublicAddresses(true),
                Clock.systemUTC(),
                Sourced.EXECUTOR);
        open.add(made);
        return made;
    }

    private S3Source photos() {
        return source("photos", "", BucketServer.SECRET_KEY);
    }

    private static List<ListedItem> all(S3Source source) throws Exception {
        List<ListedItem> items = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Listing page = get(source.list(next));
            items.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return items;
    }

    @Test
    void listsAllPagesAndFetchesObjectsWithKeysOfAnyCharacters() throws Exception {
        List<String> keys = List.of("2026/a b+c.jpg", "2026/ü&~*'(!)=%41.jpg", "2026/x<y>\"z\".jpg", "a", "b");
        keys.forEach(key -> server.objects.put(key, "pixels of " + key));
        server.objects.put("2026/", "");

        List<ListedItem> items = all(photos());

        assertThat(items)
                .containsExactlyInAnyOrderElementsOf(keys.stream()
                        .map(key -> new ListedItem(key, BucketServer.tag("pixels of " + key)))
                        .toList());
        assertThat(server.asked).hasSize(3);
        for (String key : keys) {
            Content content = get(photos().content(key));
            assertThat(text(content)).isEqualTo("pixels of " + key);
            assertThat(content.version()).isEqualTo(BucketServer.tag("pixels of " + key));
            assertThat(content.type()).hasValue("image/jpeg");
        }
    }

    @Test
    void aPrefixIsAskedFor() throws Exception {
        List.of("2025/a", "2026 b/a", "2026 b/b", "2026 b/c").forEach(key -> server.objects.put(key, "x"));

        assertThat(all(source("photos", "2026 b/", BucketServer.SECRET_KEY)))
                .extracting(ListedItem::name)
                .containsExactly("2026 b/a", "2026 b/b", "2026 b/c");
    }

    @Test
    void whatConcernsAllItemsParksNone() throws Exception {
        server.objects.put("a", "x");
        server.objects.put("b", "x");
        server.denied = "b";

        assertFault(
                source("photos", "", "wrong").content("a"),
                SourceFault.Why.PASSING,
                "answered 403 SignatureDoesNotMatch.");
        assertFault(
                source("others", "", BucketServer.SECRET_KEY).list(Optional.empty()),
                SourceFault.Why.PASSING,
                "The bucket 'others' at 127.0.0.1:" + server.address().getPort() + " answered 404 NoSuchBucket.");
        assertFault(photos().content("b"), SourceFault.Why.REFUSED, "answered 403 AccessDenied.");
        assertFault(photos().content("c"), SourceFault.Why.NOT_THERE, "answered 404 NoSuchKey.");
    }

    private static void assertFault(CompletionStage<?> stage, SourceFault.Why why, String message) throws Exception {
        assertThat(fault(stage))
                .isInstanceOfSatisfying(
                        SourceFault.class, fault -> assertThat(fault.why()).isEqualTo(why))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"items": []} | it is no XML that is read here
            <html><body>Hello</body></html> | it is a html, and no ListBucketResult
            <ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult> | it is truncated, and its NextContinuationToken
            <ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%zz</Key></Contents></ListBucketResult> | a key is not percent-encoded
            <ListBucketResult><Contents> | it is no XML that is read here
            """)
    void aListThatIsNoneIsTold(String answer, String clause) throws Exception {
        server.instead = answer;

        assertFault(photos().list(Optional.empty()), SourceFault.Why.PASSING, "The list cannot be used: " + clause);
    }

    @Test
    void entitiesOfAListMeanNothing(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        for (String entity : List.of(
                "<!ENTITY e SYSTEM \"" + secret.toUri() + "\">",
                "<!ENTITY e SYSTEM \"" + server.address() + "/read\">",
                "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY e \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">")) {
            server.instead = "<!DOCTYPE ListBucketResult [" + entity
                    + "]><ListBucketResult><Contents><Key>&e;</Key></Contents></ListBucketResult>";

            assertFault(
                    photos().list(Optional.empty()),
                    SourceFault.Why.PASSING,
                    "it has a document type, which lists of S3 have not");
        }
        assertThat(server.asked).noneMatch(asked -> asked.startsWith("/read"));
    }

    @Test
    void anObjectWhoseKeyCannotBeANameIsToldAndHoldsUpNoOther() throws Exception {
        server.objects.put("a\nb", "x");
        server.objects.put("good", "x");

        Listing page = get(photos().list(Optional.empty()));

        assertThat(page.items()).extracting(ListedItem::name).containsExactly("good");
        assertThat(page.notice())
                .startsWith(
                        "Left out is what cannot be an item, 1 of the objects, the first of them 'a\nb': a name has");
    }
}
