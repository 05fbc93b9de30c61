package io.github.httppool.actuate;

import io.github.httppool.actuate.HttpPoolPage.Start;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The same operations and, at the same addresses, {@link HttpPoolPage} for requests that
 * prefer HTML, as those of browsers do. All other requests get JSON: of two operations
 * that a request accepts equally, Spring takes the one whose type comes first by name.
 * This extends the other extension because an endpoint can only have one.
 */
@EndpointWebExtension(endpoint = HttpPoolEndpoint.class)
@RegisterReflectionForBinding(Start.class)
@ImportRuntimeHints(PageHints.class)
public class HttpPoolPageWebExtension extends HttpPoolEndpointWebExtension {

	private static final String HTML = "text/html;charset=UTF-8";

	private final HttpPoolPage page;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 * @param page the page
	 */
	public HttpPoolPageWebExtension(HttpPoolEndpoint endpoint, HttpPoolPage page) {
		super(endpoint);
		this.page = page;
	}

	/**
	 * Shows all pools.
	 * @return an HTML document
	 */
	@ReadOperation(produces = HTML)
	public String poolsPage() {
		return this.page.ofAllPools();
	}

	/**
	 * Shows one pool.
	 * @param pool the remaining path segments
	 * @return an HTML document; that of all pools, with status 404, if there is no such
	 * pool
	 */
	@ReadOperation(produces = HTML)
	public WebEndpointResponse<String> poolPage(@Selector(match = Match.ALL_REMAINING) Object pool) {
		try {
			return new WebEndpointResponse<>(this.page.of(PoolInPath.name(pool)));
		}
		catch (UnknownPoolException ex) {
			return new WebEndpointResponse<>(this.page.ofUnknownPool(ex), WebEndpointResponse.STATUS_NOT_FOUND);
		}
	}

}
