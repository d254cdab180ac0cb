package dev.sluice.runner.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** What a pom.xml says itself, without its parents. */
record Pom(Element project) {

    static final String NAME = "pom.xml";

    /** The property of a project of several modules that says which of them is the function. */
    static final String MODULE = "sluice.module";

    private static final Set<String> NOT_AT_RUN_TIME = Set.of("test", "provided", "system", "import");

    /** {@code name}: what the author calls the file. */
    static Pom read(Path file, String name) throws RefusedException, IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Quiet());
            return new Pom(builder.parse(file.toFile()).getDocumentElement());
        } catch (SAXParseException e) {
            throw new RefusedException(name + " cannot be read: line " + e.getLineNumber() + ", column "
                    + e.getColumnNumber() + ": " + e.getMessage());
        } catch (SAXException e) {
            throw new RefusedException(name + " cannot be read: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    String artifact() {
        return text("artifactId").orElse("the project");
    }

    String packaging() {
        return text("packaging").orElse("jar");
    }

    /** The folders of its modules, also those of profiles. */
    List<String> modules() {
        NodeList all = project.getElementsByTagName("module");
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(node -> node.getParentNode() instanceof Element parent
                        && parent.getTagName().equals("modules"))
                .map(node -> node.getTextContent().strip())
                .toList();
    }

    Optional<String> module() {
        return child(project, "properties")
                .flatMap(properties -> child(properties, MODULE))
                .map(module -> module.getTextContent().strip());
    }

    /** Whether it may need libraries when it runs: by a dependency of its own, or by what a parent or a profile says. */
    boolean mayNeedLibraries() {
        return child(project, "parent").isPresent()
                || child(project, "profiles").isPresent()
                || child(project, "dependencies").stream()
                        .flatMap(all -> children(all).stream())
                        .anyMatch(dependency -> child(dependency, "scope")
                                .filter(scope -> NOT_AT_RUN_TIME.contains(
                                        scope.getTextContent().strip()))
                                .isEmpty());
    }

    private Optional<String> text(String name) {
        return child(project, name).map(element -> element.getTextContent().strip());
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (@Nullable Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** Errors are thrown, and nothing is printed. */
    private static final class Quiet implements ErrorHandler {

        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
