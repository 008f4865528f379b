/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import uno.jcache.UnoCache;
import uno.jcache.rule.InvalidationStrategy;

/**
 * The console, walked through in a browser. With {@code -Dconsole.screenshots=DIR}, each page is
 * written there as a picture.
 */
@Tag("slow")
@Timeout(120)
class ConsoleTest extends ApiTests {
  private static final Browser browser = Browser.start(1200, 900);

  private final UnoCache<String, Object> users;

  ConsoleTest() {
    users = manager.regions().cache(manager.regions().create("users", settings()).name());
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "max-size", 1000, "ttl", "10m", "metadata", true, "near", Map.of("max-size", 100));
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void fill() {
    manager.monitoring().enable();
    for (int i = 0; i < 250; i++) {
      users.put("user:" + i, Map.of("name", "<b>Ada</b> " + i));
    }
    for (int i = 0; i < 500; i++) {
      Object unused = users.get("user:" + i);
    }
  }

  private void open(String page, String heading) {
    browser.open(http.uri() + "#/" + page, heading);
  }

  /** Whatever was done, no script failed, and the policy of the page blocked nothing. */
  private void assertNoComplaints() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void picture(String name) throws IOException {
    picture(name, browser);
  }

  private static void picture(String name, Browser of) throws IOException {
    String directory = System.getProperty("console.screenshots");
    if (directory != null) {
      Path unused =
          Files.write(
              Files.createDirectories(Path.of(directory)).resolve(name + ".png"), of.screenshot());
    }
  }

  @Test
  void regionsShowWhatTheyDo() throws IOException {
    open("regions", "Regions");

    browser.awaitText("td", "50.0 %");
    assertThat(browser.texts("tbody th")).containsExactly("users");
    assertThat(browser.text("tbody")).contains("of 1,000");
    Object unused = users.get("none");
    browser.awaitText("td", "49.9 %"); // without being asked
    picture("regions");

    for (int i = 0; i < 20_000; i++) { // most reads are not in the sample
      Object unusedToo = users.get("none");
    }
    browser.click("users");
    browser.awaitText("h1", "Region users");
    browser.awaitText("caption", "Levels");
    browser.awaitText("caption", "Hot keys");
    assertThat(browser.texts("svg.chart")).hasSize(2);
    browser.fill("Items at most", "2000");
    browser.click("Change");
    await().until(() -> manager.regions().byName("users").orElseThrow().maximumSize() == 2000);
    picture("region");

    browser.click("Remove all items");
    assertThat(users.size()).isPositive(); // it asks first
    browser.click("Yes, remove all items of users");
    await().until(() -> users.size() == 0);
    assertNoComplaints();
  }

  @Test
  void keysArePagedAndSearched() throws IOException {
    open("items/users", "Items");

    browser.awaitText("button", "More keys");
    assertThat(browser.texts(".keys li")).hasSize(100);
    browser.click("More keys");
    await().until(() -> browser.texts(".keys li").size() == 200);
    browser.click("More keys");
    browser.awaitText("main", "These are all.");
    assertThat(browser.texts(".keys li")).hasSize(250);

    browser.fill("Keys that match", "user:1?");
    browser.click("Find");
    await().until(() -> browser.texts(".keys li").size() == 10);
    browser.click("What would this pattern remove?");
    browser.awaitText("main", "It would remove 10 items");
    picture("items");
    assertThat(users.containsKey("user:12")).isTrue();
    browser.click("Invalidate them");
    browser.click("Yes, invalidate these");
    await().until(() -> !users.containsKey("user:12"));
    browser.awaitText("main", "No key matches.");
    assertNoComplaints();
  }

  @Test
  void anItemIsShownChangedAndRemoved() throws IOException {
    var unused =
        manager
            .rules()
            .create("short", InvalidationStrategy.timeBased("user:*", Duration.ofMinutes(5)));
    users.put("user:1", Map.of("big", new java.math.BigInteger("12345678901234567890")));
    open("items/users", "Items");
    browser.awaitText(".keys", "user:0");
    browser.fill("Keys that match", "user:1");
    browser.click("Find");
    await().until(() -> browser.texts(".keys li").size() == 1);
    browser.click("user:1");

    browser.awaitText("h2", "user:1");
    assertThat(browser.value("textarea")).contains("12345678901234567890");
    assertThat(browser.text("dl")).contains("Time left").contains("min").contains("Created");
    browser.awaitText("td", "Its pattern 'user:*' matches");
    picture("item");
    browser.fill("Value, as JSON", "{\"name\": [1, \"\u00fc\"]}");
    browser.click("Store");
    await().until(() -> String.valueOf(users.get("user:1")).equals("{name=[1, \u00fc]}"));

    browser.fill("Value, as JSON", "{oops");
    browser.click("Store");
    browser.awaitText("#status", "JSON");
    assertThat(String.valueOf(users.get("user:1"))).contains("name");

    browser.click("Remove");
    browser.click("Yes, remove user:1");
    await().until(() -> !users.containsKey("user:1"));
    assertNoComplaints();
  }

  @Test
  void whatIsStoredIsShownAsTextAndNeverAsHtml() {
    String evil = "<img src=x onerror=\"document.title=1\">";
    users.put(evil, evil);
    open("items/users", "Items");
    browser.awaitText(".keys", "user:0");
    browser.fill("Keys that match", "<img*");
    browser.click("Find");
    await().until(() -> browser.texts(".keys li").size() == 1);

    browser.click(evil);

    browser.awaitText("h2", "<img");
    assertThat(browser.texts("img")).isEmpty();
    assertThat(String.valueOf(browser.script("return document.title")))
        .isEqualTo("Items – Uno JCache");
    assertNoComplaints();
  }

  @Test
  void providersTellHowTheyAre() throws IOException {
    var unused =
        manager.providers().register("away", "redis", Map.of("url", "redis://127.0.0.1:1"));
    open("providers", "Providers");

    browser.awaitText("td", "down");
    assertThat(browser.text("tbody")).contains("memory").contains("well").contains("redis://");
    picture("providers");
    assertNoComplaints();
  }

  @Test
  void rulesAreCreatedExplainedAndDeleted() throws IOException {
    open("rules", "Rules");
    browser.awaitText("main", "There are no rules yet.");
    browser.fill("Name", "changed");
    browser.fill("Kind", "event_based");
    browser.fill("Pattern", "user:{id}*");
    browser.fill("Events", "user.updated, user.deleted");
    browser.click("Create");
    browser.awaitText("tbody", "user.deleted, user.updated");

    browser.fill("Region", "users");
    browser.fill("Key", "user:7");
    browser.click("Explain");
    browser.awaitText("td", "Its pattern 'user:{id}*' matches");
    picture("rules");

    browser.click("Deactivate");
    browser.awaitText("td", "inactive");
    assertThat(manager.rules().byName("changed").orElseThrow().active()).isFalse();
    browser.click("Delete");
    browser.click("Yes, delete changed");
    await().until(() -> manager.rules().list().isEmpty());
    assertNoComplaints();
  }

  @Test
  void anEventSaysWhatItRemoved() throws IOException {
    var unused =
        manager
            .rules()
            .create(
                "changed",
                InvalidationStrategy.eventBased("user.updated").invalidating("user:{id}"));
    open("events", "Events");
    browser.fill("Event", "user.updated");
    browser.fill("Payload", "{\"id\": 7}");
    browser.click("Publish");

    browser.awaitText("main", "user.updated removed 1 items.");
    picture("events");
    assertThat(users.containsKey("user:7")).isFalse();
    assertNoComplaints();
  }

  @Test
  void aChangeOfTheConfigurationIsShownBeforeItIsMade() throws IOException {
    open("configuration", "Configuration");
    browser.field("Use near caches").click();
    browser.click("Show what would change");

    browser.awaitText("tbody", "Use near caches");
    picture("configuration");
    assertThat(manager.configuration().get().multiLevel()).isTrue();
    browser.click("Apply");
    await().until(() -> !manager.configuration().get().multiLevel());
    assertNoComplaints();
  }

  @Test
  void theDoctorSaysWhatToDo() throws IOException {
    var unused = manager.regions().create("all", Map.of("max-size", 1_000_000_000));
    open("doctor", "Doctor");

    browser.awaitText("h2", "Warning: Region 'all' is practically unbounded");
    assertThat(browser.text("main")).contains("Set max-size to what the store can hold.");
    picture("doctor");
    assertNoComplaints();
  }

  @Test
  void aKeyboardIsEnough() {
    open("regions", "Regions");
    browser.awaitText("tbody", "users");

    browser.press(Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Skip to the content");
    browser.press(Keys.TAB, Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Items");
    browser.press(Keys.ENTER);
    browser.awaitText("h1", "Items");
    assertThat(browser.texts("nav [aria-current]")).containsExactly("Items");
    assertNoComplaints();
  }

  @Test
  void aTokenIsAskedFor() {
    http.close();
    http = UnoCacheHttp.start(manager, HttpOptions.of().withTokens("secret", null));
    browser.load(http.uri().toString());
    browser.awaitText("dialog[open]", "This server asks for a token");
    browser.fill("Token", "secret");
    browser.click("Continue");

    browser.awaitText("tbody", "users");
    assertThat(browser.complaints()).hasSize(1).first().asString().contains("401");
  }

  @Test
  void aPhoneInTheDarkShowsItToo() throws IOException {
    try (Browser phone = Browser.start(500, 800, "--force-dark-mode")) {
      phone.open(http.uri() + "#/regions", "Regions");
      phone.awaitText("tbody", "users");
      assertThat(phone.script("return document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo(true);
      picture("phone", phone);
    }
  }
}
