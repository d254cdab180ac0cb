package dev.sluice.events.workqueue.source;

import static dev.sluice.events.workqueue.source.Sourced.fault;
import static dev.sluice.events.workqueue.source.Sourced.get;
import static dev.sluice.events.workqueue.source.Sourced.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00.000000007Z");

    @TempDir
    private Path root;

    private Path photos;
    private FolderSource source;

    @BeforeEach
    void folder() throws IOException {
        photos = Files.createDirectories(root.resolve("allowed/photos"));
        source = new FolderSource(new AllowedFolders(List.of(root.resolve("allowed"))), photos, Sourced.EXECUTOR);
    }

    private Path file(String name, String content) throws IOException {
        Path file = photos.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(NOON));
    }

    @Test
    void filesAreListedByTheirPathsInTheVersionOfSizeAndTime() throws Exception {
        file("b.jpg", "bb");
        file("2026/a.jpg", "aaa");
        file(".unfinished", "x");
        file(".git/config", "x");

        assertThat(get(source.list(Optional.empty())))
                .isEqualTo(new Listing(
                        List.of(
                                new ListedItem("2026/a.jpg", "3-2026-11-30T12:00:00.000000007Z"),
                                new ListedItem("b.jpg", "2-2026-11-30T12:00:00.000000007Z")),
                        Optional.empty(),
                        Optional.empty(),
                        false));
        Content content = get(source.content("2026/a.jpg"));
        assertThat(text(content)).isEqualTo("aaa");
        assertThat(content.version()).isEqualTo("3-2026-11-30T12:00:00.000000007Z");
        assertThat(content.type()).hasValue("image/jpeg");
    }

    @Test
    void noLinkAndNoNameLeadsOutOfTheFolder() throws Exception {
        Path secret = Files.writeString(root.resolve("secret"), "secret");
        file("inside/a.txt", "a");
        Files.createSymbolicLink(photos.resolve("link"), secret);
        Files.createSymbolicLink(photos.resolve("out"), root);
        Files.createSymbolicLink(photos.resolve("in"), photos.resolve("inside"));

        assertThat(get(source.list(Optional.empty())).items())
                .extracting(ListedItem::name)
                .containsExactly("inside/a.txt");
        for (String name : List.of(
                "link", "out/secret", "in/a.txt", "../../secret", secret.toString(), "inside", ".", "inside/../link")) {
            assertThat(fault(source.content(name)))
                    .as(name)
                    .isInstanceOfSatisfying(
                            SourceFault.class,
                            fault -> assertThat(fault.why()).isIn(SourceFault.Why.NOT_THERE, SourceFault.Why.PASSING));
        }
        assertThat(fault(source.content("../../secret")))
                .hasMessage("The folder " + photos + " has no file '../../secret'.");
    }

    @Test
    void aFolderThatIsALinkThatIsNotThereOrIsNotAllowedIsTold() throws Exception {
        AllowedFolders allowed = new AllowedFolders(List.of(root.resolve("allowed")));
        Files.createSymbolicLink(root.resolve("allowed/link"), photos);

        assertThat(fault(new FolderSource(allowed, root.resolve("allowed/link"), Sourced.EXECUTOR)
                        .list(Optional.empty())))
                .isInstanceOf(SourceFault.class);
        assertThat(fault(new FolderSource(allowed, root.resolve("allowed/none"), Sourced.EXECUTOR)
                        .list(Optional.empty())))
                .hasMessage("There is no folder " + root.resolve("allowed/none")
                        + " at the gateway that works on the queue.");
        assertThat(fault(new FolderSource(allowed, root.resolve("other"), Sourced.EXECUTOR).list(Optional.empty())))
                .hasMessageContaining("is in none of the folders that work queues may read");
    }

    @Test
    void whatIsTooLongOrCannotBeAnItemIsTold() throws Exception {
        file("new\nline", "x");
        file("good", "x");
        try (RandomAccessFile sparse =
                new RandomAccessFile(photos.resolve("long").toFile(), "rw")) {
            sparse.setLength(Content.LONGEST + 1L);
        }

        Listing listing = get(source.list(Optional.empty()));

        assertThat(listing.items()).extracting(ListedItem::name).containsExactly("good", "long");
        assertThat(listing.notice())
                .isEqualTo(
                        "Left out is what cannot be an item, 1 of the files, the first of them 'new\nline': a name has 1 to"
                                + " 500 characters and no control characters.");
        assertThat(fault(source.content("long")))
                .isInstanceOfSatisfying(
                        SourceFault.class, fault -> assertThat(fault.why()).isEqualTo(SourceFault.Why.TOO_LONG))
                .hasMessageEndingWith("give its worker the name alone, by content: none.");
    }
}
