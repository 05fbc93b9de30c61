package io.github.httppool.boot;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What does not use the pool, or is ignored by it: logged once when it is found, and kept
 * to be shown. Safe for use by many threads.
 */
public final class UnpooledReport implements Supplier<List<String>> {

	private static final Log logger = LogFactory.getLog(UnpooledReport.class);

	private final Collection<String> found = new ConcurrentSkipListSet<>();

	/**
	 * Notes something that was found.
	 * @param description a sentence that names it
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
