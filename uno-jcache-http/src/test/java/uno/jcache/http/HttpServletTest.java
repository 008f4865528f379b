/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API within the server of an application. */
class HttpServletTest extends ApiTests {
  private final Server application = new Server();

  @BeforeEach
  void startApplication() throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(application, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    application.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/shop");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.addServlet(
        new ServletHolder(UnoCacheHttp.servlet(manager, HttpOptions.of().withTokens("t", null))),
        "/cache/*");
    application.setHandler(context);
    application.start();
  }

  @AfterEach
  void stopApplication() throws Exception {
    application.stop();
  }

  private HttpRequest.Builder under(String path) {
    return HttpRequest.newBuilder(URI.create(application.getURI().resolve("/shop/cache") + path))
        .header("Authorization", "Bearer t")
        .header("Content-Type", "application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:1", "a%2Fb", "%C3%BC", "a/b"})
  void itServesItemsUnderItsPath(String key) {
    String path = "/api/cache/items/" + key;
    assertThat(send(under(path).PUT(BodyPublishers.ofString("{\"value\": 7}"))).status())
        .isEqualTo(200);

    assertThat(send(under(path).GET()).json().path("value").asInt()).isEqualTo(7);
    assertThat(manager.regions().defaultCache().size()).isEqualTo(1);
  }

  @Test
  void theConsoleIsThereToo() {
    assertThat(send(under("").GET()).status()).isEqualTo(302);
    assertThat(send(under("/").GET()).text()).contains("<title>Uno JCache</title>");
    assertThat(send(under("/console.js").GET()).status()).isEqualTo(200);
    assertThat(send(under("/health").GET()).json().path("status").asText()).isEqualTo("up");
    assertThat(send(under("/openapi.json").GET()).status()).isEqualTo(200);
  }

  @Test
  void itNeedsAToken() {
    String address = application.getURI().resolve("/shop/cache/api/cache/regions").toString();
    assertThat(send(HttpRequest.newBuilder(URI.create(address))).status()).isEqualTo(401);
    assertThatThrownBy(() -> UnoCacheHttp.servlet(manager, HttpOptions.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a token");
  }
}
