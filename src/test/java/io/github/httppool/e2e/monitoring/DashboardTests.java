package io.github.httppool.e2e.monitoring;

import java.util.List;

import io.github.httppool.e2e.monitoring.Dashboard.Panel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard is laid out well and explains itself.
 */
class DashboardTests {

	private final Dashboard dashboard = Dashboard.read();

	@Test
	void everyPanelSaysWhatToDo() {
		assertThat(this.dashboard.plots()).hasSizeGreaterThan(20)
			.allSatisfy(
					(panel) -> assertThat(panel.description()).as(panel.title()).hasSizeGreaterThan(60).endsWith("."));
	}

	@Test
	void noPanelCoversAnother() {
		List<Panel> panels = this.dashboard.panels();
		assertThat(panels).allSatisfy((panel) -> {
			assertThat(panel.place().x() + panel.place().width()).as(panel.title()).isLessThanOrEqualTo(24);
			assertThat(panels).filteredOn((other) -> other != panel)
				.noneMatch((other) -> other.place().overlaps(panel.place()));
		});
	}

	@Test
	void everyQueryKeepsToTheSelection() {
		assertThat(this.dashboard.plots()).flatExtracting(Panel::queries)
			.allSatisfy((query) -> assertThat(query.expression("1m", "1h")).contains("instance=~\".*\"")
				.doesNotContain("$"));
	}

}
