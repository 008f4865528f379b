/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jcache.JCacheConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Apache Camel's jcache component on our provider: operations, and events. */
class CamelTest {
  private static final String PROVIDER =
      "?cachingProvider=uno.jcache.UnoCachingProvider&createCacheIfNotExists=true";

  @Test
  void routesUseACacheAndHearOfItsChanges() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    CamelContext camel = new DefaultCamelContext();
    try {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:books").to("jcache:books" + PROVIDER);
              from("jcache:books" + PROVIDER)
                  .process(exchange -> heard.add(exchange.getIn().getHeader(JCacheConstants.KEY)));
            }
          });
      camel.start();
      ProducerTemplate template = camel.createProducerTemplate();
      template.sendBodyAndHeaders(
          "direct:books",
          "title",
          Map.of(JCacheConstants.ACTION, "PUT", JCacheConstants.KEY, "isbn"));
      Object found =
          template.requestBodyAndHeaders(
              "direct:books",
              null,
              Map.of(JCacheConstants.ACTION, "GET", JCacheConstants.KEY, "isbn"));
      assertThat(found).isEqualTo("title");
      await().untilAsserted(() -> assertThat(heard).containsExactly("isbn"));
    } finally {
      camel.stop();
    }
  }
}
