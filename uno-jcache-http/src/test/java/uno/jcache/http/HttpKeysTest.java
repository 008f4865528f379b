/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;

/** Keys page by page, and what would be done with them. */
class HttpKeysTest extends ApiTests {
  private void fill(int count) {
    UnoCache<String, Object> cache = manager.regions().defaultCache();
    IntStream.range(0, count).forEach(i -> cache.put("user:" + i, i));
    cache.put("post:1", 1);
  }

  private static Set<String> keys(JsonNode page) {
    Set<String> keys = new TreeSet<>();
    page.path("keys").forEach(key -> keys.add(key.asText()));
    return keys;
  }

  @Test
  void pagesHaveEachKeyOnce() {
    fill(249);
    Set<String> all = new TreeSet<>();
    JsonNode page = get("/keys").json();
    assertThat(page.path("keys")).hasSize(100);
    all.addAll(keys(page));
    page = get("/keys?cursor=" + page.path("next").asText()).json();
    all.addAll(keys(page));
    page = get("/keys?limit=1000&cursor=" + page.path("next").asText()).json();
    all.addAll(keys(page));

    assertThat(page.path("next").isNull()).isTrue();
    assertThat(page.path("keys")).hasSize(50);
    assertThat(all).hasSize(250);
  }

  @Test
  void aPatternChoosesKeys() {
    fill(20);

    assertThat(keys(get("/keys?pattern=user:1*").json()))
        .hasSize(11)
        .contains("user:1", "user:10", "user:19");
    assertThat(get("/keys?pattern=%5B").status()).isEqualTo(422);
    assertThat(get("/keys?limit=0").status()).isEqualTo(422);
    assertThat(get("/keys?limit=1001").status()).isEqualTo(422);
  }

  @Test
  void aQueryIsUtf8WhateverTheBodysCharset() {
    put("/items/%C3%BC%20%2B", "{\"value\": 1}");

    for (String type : List.of("application/json; charset", "a; charset=utf-16", ";=;")) {
      Answer page = send(request("/keys?pattern=%C3%BC+%2b").header("Content-Type", type).GET());
      assertThat(keys(page.json())).as(type).containsExactly("\u00fc +");
    }
    assertThat(get("/keys?pattern=%FF").status()).isEqualTo(400);
    assertThat(get("/keys?pattern").json().path("keys")).hasSize(1);
  }

  @Test
  void aCursorIsGoodForOnePage() {
    fill(249);
    String cursor = get("/keys").json().path("next").asText();
    assertThat(get("/keys?cursor=" + cursor).status()).isEqualTo(200);

    Answer again = get("/keys?cursor=" + cursor);

    assertThat(again.status()).isEqualTo(410);
    assertThat(again.json().path("detail").asText()).contains("begin without one");
  }

  @Test
  void manyOpenCursorsDoNotAddUp() {
    fill(249);
    String first = get("/keys").json().path("next").asText();
    for (int i = 0; i < 100; i++) {
      assertThat(get("/keys").status()).isEqualTo(200);
    }
    assertThat(get("/keys?cursor=" + first).status()).isEqualTo(410);
  }

  @Test
  void aPatternShowsWhatItWouldInvalidate() {
    fill(150);

    JsonNode preview = get("/items/pattern/user:1?limit=1").json();
    JsonNode many = get("/items/pattern/user:*").json();

    assertThat(preview.path("matching_count").asInt()).isEqualTo(1);
    assertThat(preview.path("keys").path(0).asText()).isEqualTo("user:1");
    assertThat(many.path("matching_count").asInt()).isEqualTo(150);
    assertThat(many.path("keys")).hasSize(100);
    assertThat(get("/size").json().path("size").asInt()).isEqualTo(151);
    assertThat(delete("/items/pattern/user:*").json().path("invalidated_count").asInt())
        .isEqualTo(150);
  }

  @Test
  void rulesAreExplained() {
    post("/rules", "{\"name\": \"r\", \"strategy_type\": \"pattern_based\", \"pattern\": \"a*\"}");
    put("/items/x", "{\"value\": 1}");

    JsonNode touches = get("/rules/explain/ab").json().path(0);
    JsonNode passes = get("/rules/explain/b").json().path(0);

    assertThat(touches.path("name").asText()).isEqualTo("r");
    assertThat(touches.path("applies").asBoolean()).isTrue();
    assertThat(touches.path("reasons").path(0).asText()).contains("'a*' matches");
    assertThat(passes.path("applies").asBoolean()).isFalse();
    assertThat(get("/rules/explain/b?region=none").status()).isEqualTo(404);
  }
}
