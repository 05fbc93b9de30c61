package io.github.httppool.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * Chromium, as Debian installs it, or Chrome, without a window. Nothing is downloaded.
 */
final class Browser implements AutoCloseable {

	static final Path CHROMIUM = firstOf(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));

	static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final JsonMapper JSON = new JsonMapper();

	private final ChromeDriver driver;

	Browser() {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		ChromeOptions options = new ChromeOptions().setBinary(CHROMIUM.toFile())
			.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
					"--hide-scrollbars");
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build(),
				options);
	}

	private static Path firstOf(Path chromium, Path chrome) {
		return (Files.isExecutable(chromium) || !Files.isExecutable(chrome)) ? chromium : chrome;
	}

	static boolean isInstalled() {
		return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
	}

	/**
	 * Changes what the next page finds, as if it was opened on another device.
	 * @param width width in CSS pixels
	 * @param colors {@code light} or {@code dark}
	 */
	void become(int width, String colors) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
	}

	/**
	 * Opens a page, and forgets what was logged before.
	 */
	void open(URI page) {
		this.driver.get("about:blank");
		this.driver.manage().logs().get(LogType.BROWSER);
		this.driver.manage().logs().get(LogType.PERFORMANCE);
		this.driver.get(page.toString());
	}

	URI address() {
		return URI.create(String.valueOf(this.driver.getCurrentUrl()));
	}

	void back() {
		this.driver.navigate().back();
	}

	/**
	 * Runs statements in the page.
	 */
	void run(String script) {
		this.driver.executeScript(script);
	}

	long number(String expression) {
		Object value = this.driver.executeScript("return " + expression);
		return (value instanceof Number number) ? number.longValue() : -1;
	}

	JsonNode json(String expression) {
		return JSON.readTree(String.valueOf(this.driver.executeScript("return JSON.stringify(" + expression + ")")));
	}

	/**
	 * The text of the first element that a selector finds, as a person sees it.
	 */
	String text(String selector) {
		return find(selector).getText();
	}

	private WebElement find(String selector) {
		await(selector).atMost(PATIENCE).until(() -> !this.driver.findElements(By.cssSelector(selector)).isEmpty());
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<String> texts(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
	}

	void click(String selector) {
		find(selector).click();
	}

	void type(String selector, String text) {
		find(selector).sendKeys(text);
	}

	/**
	 * Errors and warnings of the page since it was opened: scripts, policy, requests.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * How often scripts of the page have read something since it was opened.
	 */
	long readings() {
		return number(
				"performance.getEntriesByType('resource').filter((entry) => entry.initiatorType === 'fetch').length");
	}

	/**
	 * The addresses that the page has requested since it was opened.
	 */
	List<String> requests() {
		return this.driver.manage()
			.logs()
			.get(LogType.PERFORMANCE)
			.getAll()
			.stream()
			.map((entry) -> JSON.readTree(entry.getMessage()).required("message"))
			.filter((event) -> event.required("method").asString().equals("Network.requestWillBeSent"))
			.map((event) -> event.at("/params/request/url").asString())
			.filter((address) -> !address.startsWith("data:") && !address.startsWith("about:"))
			.toList();
	}

	/**
	 * What keeps people with disabilities from using the page, found by axe: contrast,
	 * landmarks, headings, names, tables.
	 */
	List<String> barriers() {
		return new AxeBuilder().analyze(this.driver)
			.getViolations()
			.stream()
			.map((Rule rule) -> rule.getId() + ": " + rule.getNodes().stream().map((node) -> node.getHtml()).toList())
			.toList();
	}

	/**
	 * Writes a picture of the page from its top.
	 * @param file where to
	 * @param maxHeight height to which a longer page is cut
	 */
	void picture(Path file, int maxHeight) throws IOException {
		JsonNode size = json("{ width: innerWidth, height: document.documentElement.scrollHeight }");
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", size.required("width").asInt(), "height",
						Math.min(size.required("height").asInt(), maxHeight), "deviceScaleFactor", 1, "mobile", false));
		Files.createDirectories(file.getParent());
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
