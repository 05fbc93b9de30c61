package io.github.httppool.actuate;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.StubHttpPools;
import io.github.httppool.actuate.HttpPoolEndpointWebTests.Application;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page over HTTP, on both web stacks, with the endpoint at its usual address and at
 * one where everything is different.
 */
class HttpPoolPageWebTests {

	private static final String SERVLET = "spring.main.web-application-type=servlet";

	private static final String REACTIVE = "spring.main.web-application-type=reactive";

	private static final String EXPOSED = "management.endpoints.web.exposure.include=httppool";

	private static final String UNRESTRICTED = "management.endpoint.httppool.access=unrestricted";

	private static final String WITHOUT_REAL_POOLS = "httppool.enabled=false";

	private static final String MAPPED = "management.endpoints.web.path-mapping.httppool=connection-pools";

	private static final String BASE_PATH = "management.endpoints.web.base-path=/manage";

	private static final String OWN_PORT = "management.server.port=0";

	private static final String OWN_PORT_BASE_PATH = "management.server.base-path=/behind";

	/** With two servers on the class path, Spring Boot cannot decide by itself. */
	private static final String ONE_SERVER = "spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { SERVLET, EXPOSED, UNRESTRICTED, WITHOUT_REAL_POOLS })
	class WebMvc extends Page {

		WebMvc() {
			super("local.server.port", "/actuator/httppool", true);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { REACTIVE, EXPOSED, WITHOUT_REAL_POOLS })
	class WebFluxReadOnly extends Page {

		WebFluxReadOnly() {
			super("local.server.port", "/actuator/httppool", false);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { SERVLET, EXPOSED, WITHOUT_REAL_POOLS, MAPPED, BASE_PATH, OWN_PORT, OWN_PORT_BASE_PATH })
	class WebMvcElsewhere extends Page {

		WebMvcElsewhere() {
			super("local.management.port", "/behind/manage/connection-pools", false);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class, properties = { REACTIVE,
			EXPOSED, UNRESTRICTED, WITHOUT_REAL_POOLS, MAPPED, BASE_PATH, OWN_PORT, OWN_PORT_BASE_PATH, ONE_SERVER })
	class WebFluxElsewhere extends Page {

		WebFluxElsewhere() {
			super("local.management.port", "/behind/manage/connection-pools", true);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { SERVLET, EXPOSED, WITHOUT_REAL_POOLS, MAPPED, "server.servlet.context-path=/shop",
					"management.endpoints.web.base-path=/" })
	class WebMvcBelowContextPath extends Page {

		WebMvcBelowContextPath() {
			super("local.server.port", "/shop/connection-pools", false);
		}

	}

	abstract static class Page {

		private static final Pattern START = Pattern
			.compile("<script id=\"httppool-start\" type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

		private static final JsonMapper JSON = new JsonMapper();

		private final String port;

		private final String path;

		private final boolean writable;

		@Autowired
		StubHttpPools pools;

		@Autowired
		Environment environment;

		Page(String port, String path, boolean writable) {
			this.port = port;
			this.path = path;
			this.writable = writable;
		}

		@BeforeEach
		void reset() {
			this.pools.reset();
		}

		@Test
		void startsWithTheFiguresOfTheEndpoint() {
			EntityExchangeResult<String> page = get("", BROWSER);
			JsonNode start = start(page);
			assertThat(page.getStatus().value()).isEqualTo(200);
			assertThat(page.getResponseHeaders().getContentType())
				.isEqualTo(MediaType.parseMediaType("text/html;charset=UTF-8"));
			assertThat(start.required("pools")).isEqualTo(json(""));
			assertThat(start.required("writable").asBoolean()).isEqualTo(this.writable);
			assertThat(start.has("pool")).isFalse();
			assertThat(start.has("details")).isFalse();
		}

		@Test
		void opensAtThePoolThatTheAddressNames() {
			JsonNode start = start(get("/payment", BROWSER));
			assertThat(start.required("pool").asString()).isEqualTo("payment");
			assertThat(start.required("details")).isEqualTo(json("/payment"));
		}

		@Test
		void saysThatThereIsNoSuchPool() {
			EntityExchangeResult<String> page = get("/paymnet", BROWSER);
			assertThat(page.getStatus().value()).isEqualTo(404);
			JsonNode start = start(page);
			assertThat(start.required("message").asString())
				.isEqualTo("there is no pool 'paymnet', only [default, payment]");
			assertThat(start.required("pool").asString()).isEqualTo("paymnet");
			assertThat(start.required("pools")).isEqualTo(json(""));
		}

		@Test
		void textFromOutsideDoesNotEndTheData() {
			EntityExchangeResult<String> page = get("/%3C%2Fscript%3E%3Cscript%3Ealert(1)".replace("%2F", "!"),
					BROWSER);
			assertThat(page.getResponseBody()).doesNotContain("<script>alert").contains("\\u003cscript>alert");
			assertThat(start(page).required("pool").asString()).isEqualTo("<!script><script>alert(1)");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "*/*", "application/json", "application/vnd.spring-boot.actuator.v3+json",
				"application/json, text/html;q=0.9", "application/*, */*;q=0.5" })
		void everybodyElseGetsJson(String accept) {
			for (String pool : new String[] { "", "/payment", "/%70ayment" }) {
				MediaType type = get(pool, accept).getResponseHeaders().getContentType();
				assertThat(type).isNotNull();
				assertThat(type.getSubtype()).as(accept).endsWith("json");
			}
		}

		@Test
		void policyAllowsItsOwnStylesAndScriptsAndNothingElse() throws Exception {
			String page = String.valueOf(get("", BROWSER).getResponseBody());
			String policy = group(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"");
			assertThat(policy).contains("default-src 'none'")
				.contains("style-src '" + hash(group(page, "<style>(.*?)</style>")) + "'")
				.contains("script-src '" + hash(group(page, "<script type=\"module\">(.*?)</script>")) + "'")
				.doesNotContain("unsafe");
		}

		@Test
		void loadsNothingAndHasNoHandlersInItsMarkup() {
			String page = String.valueOf(get("", BROWSER).getResponseBody());
			assertThat(page).doesNotContain("{{")
				.doesNotContainPattern("(?i)\\s(src|href)=\"(?!data:)")
				.doesNotContainPattern("(?i)<[^>]*\\son\\w+=")
				.doesNotContain("innerHTML", "@import", "url(");
		}

		@ParameterizedTest
		@ValueSource(strings = { BROWSER, "application/json" })
		void nobodyStoresOrFramesWhatItAnswers(String accept) {
			for (String pool : new String[] { "", "/payment", "/%70ayment" }) {
				HttpHeaders headers = get(pool, accept).getResponseHeaders();
				assertThat(headers.getFirst("Cache-Control")).isEqualTo("no-store");
				assertThat(headers.getFirst("Content-Security-Policy")).isEqualTo("frame-ancestors 'self'");
			}
		}

		private EntityExchangeResult<String> get(String pool, String accept) {
			String root = "http://127.0.0.1:" + this.environment.getRequiredProperty(this.port) + this.path;
			return RestTestClient.bindToServer().build().get().uri(URI.create(root + pool)).headers((headers) -> {
				if (!accept.isEmpty()) {
					headers.set("Accept", accept);
				}
			}).exchange().expectBody(String.class).returnResult();
		}

		private JsonNode json(String pool) {
			return JSON.readTree(get(pool, "application/json").getResponseBody());
		}

		private static JsonNode start(EntityExchangeResult<String> page) {
			Matcher start = START.matcher(String.valueOf(page.getResponseBody()));
			assertThat(start.find()).isTrue();
			return JSON.readTree(start.group(1));
		}

		private static String group(String page, String pattern) {
			Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
			assertThat(matcher.find()).as(pattern).isTrue();
			return matcher.group(1);
		}

		private static String hash(String text) throws Exception {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}

	}

}
