package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ApplicationTest {
  private static final String BOOK = "/books/9780134685991";

  @LocalServerPort private int port;

  private String get(String path) {
    return RestClient.create("http://localhost:" + port).get().uri(path).retrieve().body(String.class);
  }

  @Test
  void booksAreCached() {
    assertThat(get(BOOK)).contains("Effective Java");
    assertThat(get(BOOK)).contains("Effective Java");
    assertThat(get("/actuator/metrics/cache.gets?tag=cache:books&tag=result:hit"))
        .contains("\"value\":1.0");
    assertThat(get("/actuator/metrics/cache.size?tag=cache:books")).contains("\"value\":1.0");
    assertThat(get("/actuator/health")).contains("unoJcache");

    RestClient.create("http://localhost:" + port)
        .put()
        .uri(BOOK)
        .body("Effective Java, third edition")
        .retrieve()
        .toBodilessEntity();
    assertThat(get(BOOK)).contains("third edition");
  }
}
