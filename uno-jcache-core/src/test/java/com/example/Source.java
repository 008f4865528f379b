/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;

/** Loads the lengths of keys. */
public final class Source implements CacheLoader<String, Long> {
  @Override
  public Long load(String key) {
    return (long) key.length();
  }

  @Override
  public Map<String, Long> loadAll(Iterable<? extends String> keys) {
    Map<String, Long> lengths = new HashMap<>();
    keys.forEach(key -> lengths.put(key, load(key)));
    return lengths;
  }
}
