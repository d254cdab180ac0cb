package dev.sluice.runner.program.upload;

import dev.sluice.runner.program.golang.GoSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with the program and what it needs.
 *
 * @param usualName of the program
 */
record ProgramFolder(Path folder, String usualName) implements ProgramUpload {

    private static final int SHOWN = 5;

    @Override
    public String find() throws IOException, BadUploadException {
        return Files.isRegularFile(folder.resolve(usualName)) ? usualName : onlyExecutable();
    }

    private String onlyExecutable() throws IOException, BadUploadException {
        List<String> executables = executables();
        return switch (executables.size()) {
            case 1 -> executables.getFirst();
            case 0 ->
                throw new BadUploadException(
                        GoSources.hasFiles(folder)
                                ? "the folder has files in Go and no go.mod: make a module of it, by 'go mod init hello' and"
                                        + " 'go mod tidy' in the folder, or send one of the files alone"
                                : "no file '" + usualName + "' and no executable file lies at the top of the"
                                        + " folder: name the program as handler in the spec, or keep the modes of files when you pack it");
            default ->
                throw new BadUploadException("several executable files lie at the top of the folder ("
                        + String.join(", ", executables.subList(0, Math.min(SHOWN, executables.size())))
                        + "): name one as handler in the spec, or call it '" + usualName + "'");
        };
    }

    private List<String> executables() throws IOException {
        try (Stream<Path> top = Files.list(folder)) {
            return top.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Executable check(String name) throws IOException, BadUploadException {
        Path program = folder.resolve(name).normalize();
        if (!program.startsWith(folder) || !Files.isRegularFile(program)) {
            throw new BadUploadException("the handler '" + name + "' is no file of the folder");
        }
        Executable executable = ProgramUpload.checked(program, "'" + name + "' in the folder");
        if (!Files.isExecutable(program)) {
            throw new BadUploadException("'" + name + "' in the folder is not executable: set its mode (chmod +x "
                    + name + "), and pack it by something that keeps modes, as tar, zip and 'sluice deploy FOLDER' do");
        }
        return executable;
    }
}
