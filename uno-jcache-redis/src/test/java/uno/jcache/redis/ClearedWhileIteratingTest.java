/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import javax.cache.Cache.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;

/** An iterator fetches entries some at a time: what is cleared meanwhile it does not show. */
@Timeout(120)
class ClearedWhileIteratingTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private UnoCache<String, String> users() {
    UnoCache<String, String> users = caches.users(caches.redis().url(), Map.of("timeout", "20s"));
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      entries.put("key" + i, "value");
    }
    users.putAll(entries);
    return users;
  }

  @Test
  void anIteratorShowsNothingThatWasCleared() {
    UnoCache<String, String> users = users();
    Iterator<Entry<String, String>> iterator = users.iterator();
    iterator.next();
    users.clear();
    assertThat(iterator.hasNext()).isFalse();
    assertThat(users.size()).isZero();
  }

  @Test
  void whatIsStoredAfterTheClearMayBeShown() {
    UnoCache<String, String> users = users();
    Iterator<Entry<String, String>> iterator = users.iterator();
    iterator.next();
    users.clear();
    users.put("key1", "newer");
    iterator.forEachRemaining(entry -> assertThat(entry.getValue()).isEqualTo("newer"));
  }

  @Test
  void keysShowNothingThatWasInvalidated() {
    UnoCache<String, String> users = users();
    Iterator<String> keys = users.keys().iterator();
    keys.next();
    assertThat(users.invalidateMatching("key*")).isPositive();
    assertThat(keys.hasNext()).isFalse();
  }
}
