/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium without a window. */
final class Browser implements AutoCloseable {
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final File PROGRAM = new File("/usr/bin/chromium");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser start(int width, int height, String... more) {
    if (!DRIVER.exists() || !PROGRAM.exists()) {
      throw new AssertionError(
          "These tests need Chromium. On Debian: apt-get install chromium chromium-driver; or run"
              + " ./test");
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(PROGRAM);
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which root cannot have
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=" + width + "," + height);
    options.addArguments(more);
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).usingAnyFreePort().build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** Opens an address, and waits for the page's heading. */
  void open(String address, String heading) {
    load(address);
    awaitText("h1", heading);
  }

  void load(String address) {
    driver.get("about:blank"); // so that an address that differs in its # only is loaded, too
    driver.get(address);
  }

  /** Waits until some element that a selector chooses has a text within it. */
  void awaitText(String selector, String text) {
    var unused =
        new WebDriverWait(driver, Duration.ofSeconds(30))
            .withMessage(() -> selector + " with '" + text + "' in: " + text("body"))
            .until(
                now ->
                    Boolean.TRUE.equals(
                        script(
                            "return [...document.querySelectorAll(arguments[0])]"
                                + ".some(each => each.textContent.includes(arguments[1]))",
                            selector,
                            text)));
  }

  /** Returns what a script returns. */
  @Nullable Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  String value(String selector) {
    return String.valueOf(driver.findElement(By.cssSelector(selector)).getDomProperty("value"));
  }

  /** Returns the input that a label names. */
  WebElement field(String label) {
    return driver.findElement(
        By.xpath(
            "//label[contains(normalize-space(.), '"
                + label
                + "')]//*[self::input or self::select or self::textarea]"));
  }

  void fill(String label, String text) {
    WebElement field = field(label);
    if (!field.getTagName().equals("select")) {
      field.clear();
    }
    field.sendKeys(text);
  }

  void click(String button) {
    driver
        .findElement(By.xpath("//*[self::button or self::a][normalize-space(.)='" + button + "']"))
        .click();
  }

  /** Returns what the browser complained of: failed scripts, and what the policy blocked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Presses keys, as a user without a mouse does. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Returns the text of the element that has the focus. */
  String focused() {
    return driver.switchTo().activeElement().getText();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
