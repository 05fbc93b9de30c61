package io.github.httppool.boot;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A report of clients that do not use the pool and customizations that it ignores: each
 * finding is logged once and kept for display. Safe for use by many threads.
 */
public final class UnpooledReport implements Supplier<List<String>> {

	private static final Log logger = LogFactory.getLog(UnpooledReport.class);

	private final Collection<String> found = new ConcurrentSkipListSet<>();

	/**
	 * Adds a finding.
	 * @param description a sentence that describes it
	 */
	public void add(String description) {
		if (this.found.add(description)) {
			logger.warn(description);
		}
	}

	@Override
	public List<String> get() {
		return List.copyOf(this.found);
	}

}
