package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bill of materials lists all that is deployed, and nothing else.
 */
class BomTests {

	private static final Path ROOT = Path.of("../..");

	@Test
	void whenAnArtifactIsDeployedThenTheBomListsIt() throws Exception {
		List<String> deployed = new ArrayList<>();
		for (String module : texts(pom(ROOT), "module")) {
			Element pom = pom(ROOT.resolve(module));
			if (!texts(pom, "maven.deploy.skip").contains("true")) {
				deployed.add(child(pom, "artifactId").getTextContent());
			}
		}
		deployed.remove("httppool-bom");
		List<String> listed = texts(child(pom(ROOT.resolve("bom")), "dependencyManagement"), "artifactId");
		assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(deployed);
	}

	@Test
	void whenTheParentHasAVersionThenTheBomHasTheSame() throws Exception {
		assertThat(version(ROOT.resolve("bom"))).isEqualTo(version(ROOT));
	}

	private static Element pom(Path directory) throws IOException, ParserConfigurationException, SAXException {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(directory.resolve("pom.xml").toFile())
			.getDocumentElement();
	}

	private static String version(Path directory) throws IOException, ParserConfigurationException, SAXException {
		return child(pom(directory), "version").getTextContent();
	}

	private static Element child(Element parent, String name) {
		return elements(parent.getChildNodes()).filter((element) -> element.getTagName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> texts(Element parent, String name) {
		return elements(parent.getElementsByTagName(name)).map(Element::getTextContent).toList();
	}

	private static Stream<Element> elements(NodeList nodes) {
		return Stream.iterate(0, (i) -> i < nodes.getLength(), (i) -> i + 1)
			.map(nodes::item)
			.filter(Element.class::isInstance)
			.map(Element.class::cast);
	}

}
