/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;

/**
 * The keys of regions, page by page. Between two pages the server keeps an open scan of the store,
 * under a name that is the client's cursor. It keeps a few of them, for some minutes; a client
 * whose cursor is gone begins anew.
 */
final class KeyPages implements AutoCloseable {
  private static final int MOST_SCANS = 32;
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Scan> scans =
      Caffeine.newBuilder()
          .maximumSize(MOST_SCANS)
          .expireAfterAccess(KEPT)
          .executor(Runnable::run)
          .removalListener(KeyPages::removed)
          .build();

  /** A scan that goes on with the next page. */
  private record Scan(Stream<String> keys, Iterator<String> next) {}

  private static void removed(@Nullable String cursor, @Nullable Scan scan, RemovalCause cause) {
    if (scan != null && cause != RemovalCause.EXPLICIT) { // explicit: somebody goes on with it
      scan.keys().close();
    }
  }

  /** Returns the first keys that match a glob, and the cursor of the next page. */
  Map<String, @Nullable Object> first(UnoCache<?, ?> cache, @Nullable String pattern, int limit) {
    Stream<String> keys =
        ((pattern == null) ? cache.keys() : cache.keysMatching(pattern)).map(String::valueOf);
    return page(new Scan(keys, keys.iterator()), limit);
  }

  /**
   * Returns the next keys, and the cursor of the page after these.
   *
   * @throws ApiException 410 if the cursor is gone, or was used already
   */
  Map<String, @Nullable Object> next(String cursor, int limit) {
    Scan scan = scans.asMap().remove(cursor);
    if (scan == null) {
      throw ApiException.of(410, "The cursor is gone, or was used already; begin without one");
    }
    return page(scan, limit);
  }

  private Map<String, @Nullable Object> page(Scan scan, int limit) {
    List<String> keys = new ArrayList<>();
    String cursor = null;
    try {
      while (keys.size() < limit && scan.next().hasNext()) {
        keys.add(scan.next().next());
      }
      if (scan.next().hasNext()) {
        cursor = newCursor();
      }
    } finally {
      if (cursor == null) {
        scan.keys().close();
      }
    }
    if (cursor != null) {
      scans.put(cursor, scan);
    }
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("keys", keys);
    page.put("next", cursor);
    return page;
  }

  private String newCursor() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Closes the scans that nobody went on with. */
  @Override
  public void close() {
    scans
        .asMap()
        .keySet()
        .forEach(
            cursor -> {
              Scan scan = scans.asMap().remove(cursor);
              if (scan != null) {
                scan.keys().close();
              }
            });
  }
}
