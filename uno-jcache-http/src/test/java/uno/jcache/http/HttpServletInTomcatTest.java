/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API within Tomcat, the usual server of Spring Boot. */
class HttpServletInTomcatTest extends ApiTests {
  private final Tomcat tomcat = new Tomcat();

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void startTomcat() throws Exception {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.setHostname("127.0.0.1");
    Context context = tomcat.addContext("/shop", directory.toString());
    Wrapper servlet =
        Tomcat.addServlet(
            context,
            "cache",
            UnoCacheHttp.servlet(manager, HttpOptions.of().withTokens("t", null)));
    servlet.setAsyncSupported(true);
    context.addServletMappingDecoded("/cache/*", "cache");
    var unused = tomcat.getConnector();
    tomcat.start();
  }

  @AfterEach
  void stopTomcat() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  private HttpRequest.Builder under(String path) {
    int port = tomcat.getConnector().getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/shop/cache" + path))
        .header("Authorization", "Bearer t")
        .header("Content-Type", "application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:1", "a/b", "%C3%BC", "a%20b"})
  void itServesItemsUnderItsPath(String key) {
    String path = "/api/cache/items/" + key;
    Answer stored = send(under(path).PUT(BodyPublishers.ofString("{\"value\": 7}")));
    assertThat(stored.status()).as(stored.text()).isEqualTo(200);

    assertThat(send(under(path).GET()).json().path("value").asInt()).isEqualTo(7);
    assertThat(send(under("/api/cache/items").GET()).json()).hasSize(1);
    assertThat(send(under("/api/cache/keys?limit=1").GET()).json().path("keys")).hasSize(1);
  }

  @Test
  void theConsoleAndErrorsAreThereToo() {
    assertThat(send(under("/").GET()).text()).contains("<title>Uno JCache</title>");
    Answer absent = send(under("/api/cache/items/none").GET());
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.json().path("detail").asText()).contains("not found");
  }
}
