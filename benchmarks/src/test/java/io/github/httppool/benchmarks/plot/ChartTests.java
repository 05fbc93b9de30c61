package io.github.httppool.benchmarks.plot;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChartTests {

	private static final Series LINE = new Series("p99 < 1 & more",
			List.of(new Series.Point(0, 10), new Series.Point(5, 20)));

	@Test
	void aLineChartIsXmlWhateverItsTextsAre() throws Exception {
		Document svg = parse(new LineChart("A & B", "seconds", "ms").with(LINE)
			.span(1, 2, "<outage>")
			.change(3, "1 < 2")
			.level(30, "limit"));
		assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A & B");
		assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
	}

	@Test
	void aLineGoesFromTheLeftEdgeToTheRightOne() throws Exception {
		Document svg = parse(new LineChart("title", "seconds", "ms").with(LINE));
		String points = svg.getElementsByTagName("polyline")
			.item(0)
			.getAttributes()
			.getNamedItem("points")
			.getNodeValue();
		assertThat(points).isEqualTo("84.0,211.0 876.0,78.0");
	}

	@Test
	void aLevelAboveAllValuesIsInTheChart() throws Exception {
		Document svg = parse(new LineChart("title", "seconds", "ms").with(LINE).level(40, "limit"));
		String points = svg.getElementsByTagName("polyline")
			.item(0)
			.getAttributes()
			.getNamedItem("points")
			.getNodeValue();
		assertThat(points).endsWith("876.0,211.0");
	}

	@Test
	void aChangeIsALineFromTopToBottom() {
		assertThat(new LineChart("title", "seconds", "ms").with(LINE).change(2.5, "250 callers").svg())
			.contains("<line x1=\"480.0\" y1=\"78.0\" x2=\"480.0\" y2=\"344.0\"", ">250 callers<");
	}

	@Test
	void aBarChartWritesValuesAboveBars() {
		assertThat(new BarChart("title", "ms").bar("group", "before", 6.634).bar("group", "after", 12_345.6).svg())
			.contains(">6.63<", ">12,346<");
	}

	@Test
	void aBarMayBeMissing() throws Exception {
		Document svg = parse(new BarChart("title", "ms").bar("one", "before", 1).bar("other", "after", 2));
		// the background, two in the legend, two bars
		assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(5);
	}

	private static Document parse(Chart chart) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(chart.svg())));
	}

}
